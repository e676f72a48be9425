"""From a parameters file to a published page: execute, judge, publish, index."""
