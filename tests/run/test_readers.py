"""What a notebook's code reads past the kit's loaders."""

from prodops_kit.run.fingerprint import readers_in_code


def found(source):
    return readers_in_code([{"cell_type": "code", "source": source}])


def test_what_the_kit_itself_reads_is_not_past_the_kit():
    assert found("import prodops_kit as pk\nmoments = pk.experiment.read_moments(registry)") == []
    assert found("import pandas as pd\nrows = pd.read_csv('data/more.csv')") == ["read_csv"]
    assert found("pk.show.table(pd.read_csv('data/more.csv'))") == ["read_csv"]
