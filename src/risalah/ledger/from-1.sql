-- From version 1 to 2: the files that an article was changed back in, days of weeks and quarters, and
-- search indexes that Datasette knows, offices, several corrections of one slot.

CREATE TABLE seen (                          -- files that an earlier version was found in again: it counts since then
    document INTEGER NOT NULL REFERENCES documents (id),
    file TEXT NOT NULL,
    PRIMARY KEY (document, file)
) WITHOUT ROWID;

DROP INDEX statements_day;
DROP INDEX statements_party;
DROP INDEX statements_conditional;
ALTER TABLE statements DROP COLUMN day;
ALTER TABLE statements ADD COLUMN day TEXT GENERATED ALWAYS AS (CASE substr(coalesce(said_on, published), 6, 1)
        WHEN 'W' THEN date(substr(coalesce(said_on, published), 1, 4) || '-01-04', '-6 days', 'weekday 1',
            (7 * (substr(coalesce(said_on, published), 7, 2) - 1)) || ' days')
        WHEN 'Q' THEN substr(coalesce(said_on, published), 1, 5)
            || substr('01040710', 2 * substr(coalesce(said_on, published), 7, 1) - 1, 2) || '-01'
        ELSE ltrim(coalesce(said_on, published, '9'), '[{') END) VIRTUAL;
CREATE INDEX statements_day ON statements (current, day, published, said_on);
CREATE INDEX statements_party ON statements (party, current, day, published);
CREATE INDEX statements_conditional ON statements (current, day, published) WHERE conditional = 1;

DROP INDEX events_day;
DROP INDEX events_type;
ALTER TABLE events DROP COLUMN day;
ALTER TABLE events ADD COLUMN day TEXT GENERATED ALWAYS AS (CASE substr(coalesce(date, published), 6, 1)
        WHEN 'W' THEN date(substr(coalesce(date, published), 1, 4) || '-01-04', '-6 days', 'weekday 1',
            (7 * (substr(coalesce(date, published), 7, 2) - 1)) || ' days')
        WHEN 'Q' THEN substr(coalesce(date, published), 1, 5)
            || substr('01040710', 2 * substr(coalesce(date, published), 7, 1) - 1, 2) || '-01'
        ELSE ltrim(coalesce(date, published, '9'), '[{') END) VIRTUAL;
CREATE INDEX events_day ON events (current, day, date, published);
CREATE INDEX events_type ON events (type, current, day);

ALTER TABLE statements ADD COLUMN office TEXT;

DROP TABLE statements_fts;
CREATE VIRTUAL TABLE statements_fts USING fts5 (text, content="statements", content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
DROP TABLE documents_fts;
CREATE VIRTUAL TABLE documents_fts USING fts5 (title, text, content="documents", content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');

ALTER TABLE judgements RENAME TO judgements_1;
CREATE TABLE judgements (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                      -- actor.same, actor.other, said.same, said.other, event.same, correct
    one TEXT NOT NULL, other TEXT NOT NULL,  -- what is judged: keys in order; for correct the statement and the slot
    value TEXT,                              -- for correct: the new value, JSON
    reason TEXT NOT NULL,
    rule TEXT NOT NULL,                      -- the rule, or `human`
    made TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0        -- 1; or 2 for a correction that a later one took the place of
);
INSERT INTO judgements SELECT * FROM judgements_1;
DROP TABLE judgements_1;
CREATE UNIQUE INDEX judgements_once ON judgements (kind, one, other, rule) WHERE kind <> 'correct';
CREATE INDEX judgements_one ON judgements (kind, one);
CREATE INDEX judgements_other ON judgements (kind, other);
