"""Benchmarks are scripts: nothing here is a test, and none of it is imported when tests are collected."""

collect_ignore_glob = ["*.py"]
