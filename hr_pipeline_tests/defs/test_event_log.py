import sqlite3

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from hr_pipeline.defs.event_log import kept_open


def test_a_database_is_kept_open_until_the_end_and_holds_what_was_written(tmp_path):
    file = tmp_path / "events.db"
    with sqlite3.connect(file) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE events (id INTEGER)")
    made.close()
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with kept_open():
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO events VALUES (7)"))
        assert (tmp_path / "events.db-wal").stat().st_size > 0
    assert not (tmp_path / "events.db-wal").exists()
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT id FROM events").fetchall() == [(7,)]


def test_nothing_is_listened_to_afterwards(tmp_path):
    with kept_open():
        pass
    engine = create_engine(f"sqlite:///{tmp_path / 'other.db'}", poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
