-- The tables of a ledger, version 2. What a human or a program wrote down stands in documents, statements, events and
-- judgements; actors, groups and all search indexes are made from them and can be made again.

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,                    -- what tells one article from another: its address, else file and id
    version INTEGER NOT NULL,                -- 1, and one more each time the article's text had changed
    current INTEGER NOT NULL DEFAULT 1,      -- 0 for a version that a later one replaced
    doc_id TEXT NOT NULL,
    digest TEXT NOT NULL,                    -- SHA-256 of the text
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT, published TEXT, outlet TEXT, author TEXT, place TEXT, byline TEXT, url TEXT, file TEXT,
    copy_of INTEGER REFERENCES documents (id),
    pack TEXT NOT NULL,
    kept TEXT NOT NULL,                      -- when, UTC
    record BLOB NOT NULL,                    -- the record as JSON, compressed (zlib): all reasons and times
    UNIQUE (source, digest)
);
CREATE INDEX documents_doc_id ON documents (doc_id);
CREATE INDEX documents_digest ON documents (digest);
CREATE INDEX documents_published ON documents (published);
CREATE INDEX documents_language ON documents (language);
CREATE INDEX documents_outlet ON documents (outlet);

CREATE TABLE seen (                          -- files that an earlier version was found in again: it counts since then
    document INTEGER NOT NULL REFERENCES documents (id),
    file TEXT NOT NULL,
    PRIMARY KEY (document, file)
) WITHOUT ROWID;

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    key TEXT NOT NULL UNIQUE,                -- the id people use: a digest of the article and the words; `ID.VERSION`
                                             -- where the words stand in a later version, which has the id then
    number TEXT NOT NULL,                    -- its id in its record
    speaker TEXT, party TEXT,                -- as read in the article; several joined by "; "
    mode TEXT NOT NULL,
    said_on TEXT, published TEXT,
    audience TEXT, via TEXT, place TEXT,
    conditional INTEGER NOT NULL,
    office TEXT,                             -- the office that the words of the source name
    text TEXT NOT NULL,
    content TEXT NOT NULL, cue TEXT NOT NULL, source TEXT NOT NULL, conditions TEXT NOT NULL,   -- JSON: [[start, end], …]
    grp INTEGER REFERENCES groups (id),
    compared INTEGER NOT NULL DEFAULT 0,     -- 1 once its speakers are linked and it was held against those before it
    current INTEGER NOT NULL DEFAULT 1,      -- as its document's
    -- the first day of a week or quarter, else the date as it is
    day TEXT GENERATED ALWAYS AS (CASE substr(coalesce(said_on, published), 6, 1)
        WHEN 'W' THEN date(substr(coalesce(said_on, published), 1, 4) || '-01-04', '-6 days', 'weekday 1',
            (7 * (substr(coalesce(said_on, published), 7, 2) - 1)) || ' days')
        WHEN 'Q' THEN substr(coalesce(said_on, published), 1, 5)
            || substr('01040710', 2 * substr(coalesce(said_on, published), 7, 1) - 1, 2) || '-01'
        ELSE ltrim(coalesce(said_on, published, '9'), '[{') END) VIRTUAL
);
CREATE INDEX statements_document ON statements (document);
CREATE INDEX statements_day ON statements (current, day, published, said_on);
CREATE INDEX statements_party ON statements (party, current, day, published);
CREATE INDEX statements_conditional ON statements (current, day, published) WHERE conditional = 1;
CREATE INDEX statements_audience ON statements (audience) WHERE audience IS NOT NULL;
CREATE INDEX statements_grp ON statements (grp, id, key) WHERE grp IS NOT NULL;
CREATE INDEX statements_new ON statements (id) WHERE compared = 0;
CREATE INDEX statements_speaker ON statements (speaker, party);
CREATE INDEX statements_said_on ON statements (said_on);

CREATE TABLE statement_actors (              -- columns in the key's order: SQLite 3.40's quick_check errs on others
    actor INTEGER NOT NULL REFERENCES actors (id),
    statement INTEGER NOT NULL REFERENCES statements (id),
    PRIMARY KEY (actor, statement)
) WITHOUT ROWID;
CREATE INDEX statement_actors_statement ON statement_actors (statement);

CREATE TABLE statement_acts (
    statement INTEGER NOT NULL REFERENCES statements (id),
    act TEXT NOT NULL,
    PRIMARY KEY (statement, act)
) WITHOUT ROWID;
CREATE INDEX statement_acts_act ON statement_acts (act, statement);

CREATE TABLE statement_issues (
    statement INTEGER NOT NULL REFERENCES statements (id),
    issue TEXT NOT NULL,
    stance TEXT NOT NULL,                    -- for, against, conditional, open, unknown
    stance_rule TEXT NOT NULL,
    PRIMARY KEY (statement, issue)
) WITHOUT ROWID;
CREATE INDEX statement_issues_issue ON statement_issues (issue, statement);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    key TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    date TEXT, place TEXT,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    compared INTEGER NOT NULL DEFAULT 0,     -- whether it was held against those that were there
    grp INTEGER REFERENCES event_groups (id),
    published TEXT,
    current INTEGER NOT NULL DEFAULT 1,      -- as its document's
    -- the first day of a week or quarter, else the date as it is
    day TEXT GENERATED ALWAYS AS (CASE substr(coalesce(date, published), 6, 1)
        WHEN 'W' THEN date(substr(coalesce(date, published), 1, 4) || '-01-04', '-6 days', 'weekday 1',
            (7 * (substr(coalesce(date, published), 7, 2) - 1)) || ' days')
        WHEN 'Q' THEN substr(coalesce(date, published), 1, 5)
            || substr('01040710', 2 * substr(coalesce(date, published), 7, 1) - 1, 2) || '-01'
        ELSE ltrim(coalesce(date, published, '9'), '[{') END) VIRTUAL
);
CREATE INDEX events_document ON events (document);
CREATE INDEX events_day ON events (current, day, date, published);
CREATE INDEX events_type ON events (type, current, day);
CREATE INDEX events_date ON events (type, date);
CREATE INDEX events_grp ON events (grp, id, key) WHERE grp IS NOT NULL;
CREATE INDEX events_new ON events (id) WHERE compared = 0;
CREATE TRIGGER documents_current AFTER UPDATE OF current ON documents WHEN old.current <> new.current
BEGIN
    UPDATE statements SET current = new.current WHERE document = new.id;
    UPDATE events SET current = new.current WHERE document = new.id;
END;

CREATE TABLE event_participants (
    event INTEGER NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    PRIMARY KEY (event, name)
) WITHOUT ROWID;
CREATE INDEX event_participants_name ON event_participants (name COLLATE NOCASE, event);

CREATE TABLE times (
    document INTEGER NOT NULL REFERENCES documents (id),
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (document, start, stop)
) WITHOUT ROWID;

-- The smallest hashes of a document's runs of words, and all that are kept: by these copies are found.
CREATE TABLE document_hashes (
    hash INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    PRIMARY KEY (hash, document)
) WITHOUT ROWID;
CREATE TABLE sketches (
    document INTEGER PRIMARY KEY REFERENCES documents (id),
    sketch TEXT NOT NULL                     -- JSON: the hashes in order
);

-- Who is who across documents: a name as read, with its party, belongs to an actor.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    party TEXT,
    statements INTEGER NOT NULL DEFAULT 0,   -- how many of current documents are its, and in how many of these
    documents INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX actors_statements ON actors (statements DESC, name);
CREATE INDEX actors_name ON actors (name COLLATE NOCASE);
CREATE TABLE actor_names (
    name TEXT NOT NULL,
    party TEXT NOT NULL,                     -- empty where none was read
    actor INTEGER NOT NULL REFERENCES actors (id),
    PRIMARY KEY (name, party)
) WITHOUT ROWID;
CREATE INDEX actor_names_actor ON actor_names (actor);
CREATE INDEX actor_names_name ON actor_names (name COLLATE NOCASE);

-- Hashes of a statement's speakers as they were read; without one, the smallest hashes of its words. Statements of one
-- time that share one are compared.
CREATE TABLE statement_hashes (
    hash INTEGER NOT NULL,
    day INTEGER NOT NULL,                    -- of saying, else of publication; the first of January of year 1 is 1
    statement INTEGER NOT NULL REFERENCES statements (id),
    PRIMARY KEY (hash, day, statement)
) WITHOUT ROWID;
CREATE INDEX statement_hashes_statement ON statement_hashes (statement);

-- The same utterance, carried by several articles.
CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    said_on TEXT, published TEXT,            -- the earliest of its members
    carriers INTEGER NOT NULL,               -- articles, copies counted once
    sources INTEGER NOT NULL                 -- independent ones: copies of one wire report count once
);
CREATE TABLE event_groups (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL, date TEXT,
    carriers INTEGER NOT NULL
);

-- Every step of consolidation, and every correction, with its reason. What a human judged is never deleted; what a
-- rule said of words that are read again is said anew.
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
CREATE UNIQUE INDEX judgements_once ON judgements (kind, one, other, rule) WHERE kind <> 'correct';
CREATE INDEX judgements_one ON judgements (kind, one);
CREATE INDEX judgements_other ON judgements (kind, other);

-- Search: the words as they stand, and the families they belong to. Datasette knows an index by `content="table"`.
CREATE VIRTUAL TABLE statements_fts USING fts5 (text, content="statements", content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE documents_fts USING fts5 (title, text, content="documents", content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE word_roots (
    root TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (root, word)
) WITHOUT ROWID;
CREATE INDEX word_roots_word ON word_roots (word);

-- For people with a SQLite tool.
CREATE VIEW said AS
SELECT s.key AS id,
    coalesce((SELECT group_concat(a.name, '; ') FROM statement_actors sa JOIN actors a ON a.id = sa.actor
        WHERE sa.statement = s.id), s.speaker) AS speaker, s.party, s.said_on,
    d.published, (SELECT group_concat(act, ', ') FROM statement_acts WHERE statement = s.id) AS acts,
    (SELECT group_concat(issue, ', ') FROM statement_issues WHERE statement = s.id) AS issues,
    s.conditional, s.mode, s.text, s.audience, s.place, s.via, d.outlet, d.title, d.url, d.doc_id AS document
FROM statements s JOIN documents d ON d.id = s.document
WHERE d.current = 1;

CREATE VIEW happened AS
SELECT e.key AS id, e.type, e.date, e.place,
    (SELECT group_concat(name, '; ') FROM event_participants WHERE event = e.id) AS participants,
    e.text, d.published, d.outlet, d.title, d.url, d.doc_id AS document
FROM events e JOIN documents d ON d.id = e.document
WHERE d.current = 1;
