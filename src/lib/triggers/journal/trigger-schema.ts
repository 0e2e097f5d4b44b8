/**
 * The tables of triggers.db. Times are Unix milliseconds. `work_once` makes a step of a rule's work for an event
 * unique for good, `work_key` allows one piece of work a key at a time: what failed, was dropped or is superseded has freed it.
 * `done` goes on with both for work that is not kept any more (done-marks.ts).
 * `unquiet_since` is when the first of the events came that a debounced piece of work stands for.
 */
export const triggerSchema: readonly string[] = [
  `
  CREATE TABLE event (
    uuid TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    published TEXT NOT NULL,
    source TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_seen ON event (seen_at);

  CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    key TEXT NOT NULL,
    step TEXT NOT NULL,
    event TEXT NOT NULL REFERENCES event (uuid),
    flow TEXT NOT NULL,
    state TEXT NOT NULL,
    org TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    run_id TEXT,
    owner TEXT,
    may_repeat INTEGER NOT NULL DEFAULT 0,
    throttle_key TEXT NOT NULL,
    concurrency_key TEXT NOT NULL,
    debounce_key TEXT,
    reason TEXT,
    output TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX work_once ON work (rule, event, step);
  CREATE UNIQUE INDEX work_key ON work (rule, key)
    WHERE step = 'flow' AND state IN ('planned', 'running', 'succeeded', 'unknown');
  CREATE INDEX work_open ON work (id, due_at) WHERE state = 'planned';
  CREATE INDEX work_due ON work (due_at) WHERE state = 'planned';
  CREATE INDEX work_live ON work (state, rule) WHERE state IN ('waiting', 'running', 'failed', 'unknown');
  CREATE INDEX work_event ON work (event);
  CREATE INDEX work_busy ON work (rule, concurrency_key) WHERE state IN ('planned', 'running');
  CREATE INDEX work_debounce ON work (rule, debounce_key) WHERE state = 'planned' AND debounce_key IS NOT NULL;

  CREATE TABLE try (
    run_id TEXT PRIMARY KEY,
    work INTEGER NOT NULL REFERENCES work (id),
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX try_work ON try (work);

  CREATE TABLE start (
    rule TEXT NOT NULL,
    throttle_key TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX start_bucket ON start (rule, throttle_key, at);

  CREATE TABLE pause (
    rule TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE alert (
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    since INTEGER NOT NULL,
    told_at INTEGER,
    held_until INTEGER NOT NULL,
    PRIMARY KEY (name, place)
  ) STRICT;
  CREATE TABLE pulse (
    owner TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    org TEXT NOT NULL,
    lag_ms INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX try_ended ON try (ended_at);
  `,
  `CREATE INDEX work_later ON work (id, due_at) WHERE state = 'planned' AND step <> 'flow'`,
  `
  CREATE TABLE done (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE INDEX work_ended ON work (ended_at) WHERE state IN ('succeeded', 'superseded', 'dropped');
  `,
  'ALTER TABLE work ADD COLUMN unquiet_since INTEGER',
]
