/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest_flag.c: a line of scan -> an item, its findings, what they replace.
 *
 * In: flag, alert and revision lines (docs/output.schema.json). Out: rows. Neighbours: ingest.c
 * (batches), schema_core.c (tables). Invariants: a line is checked whole before its first row is
 * written; a finding of the same key and evidence keeps its row; what a newer pack, or a corrected
 * record, no longer says in these words is `stale`, never gone. Cost: one parse, one hash a
 * finding, and an index entry or five. */
#include "store/ingest_rows.h"

#include "crypto/fingerprint.h"
#include "model/alert.h"
#include "read/tape.h"

typedef struct line {
    wv_str bytes, type, record, case_id, raised_at, pattern, rule;
    uint8_t id[16], key[16], of[16];
    bool has_id, has_key, has_of, partial, standing, replayed;
    int triage; /* -1: none */
    int64_t raised;
    uint32_t findings, degraded, because, evidence, facts, episode, pack; /* WV_TAPE_NONE: none */
    bool truncated;
    wv_ingest_maker maker;
} line;

static wv_rc refuse(wv_err *err, const char *why)
{
    return wv_err_set(err, WV_E_RECORD, "%s", why);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(wv_str hex, uint8_t out[16])
{
    if (hex.n != 32) return false;
    for (int i = 0; i < 16; i++) {
        int high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static int triage_named(wv_str name)
{
    static const char *const names[] = {"info", "context", "week", "today", "now"};
    for (int i = 0; i < 5; i++)
        if (wv_str_is(name, names[i])) return i;
    return -1;
}

static wv_str slice(const wv_ingest *in, const line *l, uint32_t at)
{
    const wv_json_value *v = &in->json.values[at];
    return (wv_str){l->bytes.p + v->start, v->end - v->start};
}

static void read_maker(const wv_ingest *in, line *l)
{
    l->maker.name = wv_tape_text(&in->json, l->pack, "name");
    l->maker.version = wv_tape_text(&in->json, l->pack, "version");
    l->maker.sha256 = wv_tape_text(&in->json, l->pack, "sha256");
}

static void take_text(line *l, wv_str key, wv_str text)
{
    if (wv_str_is(key, "type"))
        l->type = text;
    else if (wv_str_is(key, "id"))
        l->has_id = read_hash(text, l->id);
    else if (wv_str_is(key, "key"))
        l->has_key = read_hash(text, l->key);
    else if (wv_str_is(key, "of"))
        l->has_of = read_hash(text, l->of);
    else if (wv_str_is(key, "record"))
        l->record = text;
    else if (wv_str_is(key, "case"))
        l->case_id = text;
    else if (wv_str_is(key, "raised_at"))
        l->raised_at = text;
    else if (wv_str_is(key, "triage"))
        l->triage = triage_named(text);
    else if (wv_str_is(key, "engine"))
        l->maker.engine = text;
    else if (wv_str_is(key, "pattern"))
        l->pattern = text;
    else if (wv_str_is(key, "rule"))
        l->rule = text;
    else if (wv_str_is(key, "profile"))
        l->partial = true;
    else if (wv_str_is(key, "origin"))
        l->replayed = wv_str_is(text, "replay");
}

static void take_other(line *l, wv_str key, uint32_t at, wv_json_type type)
{
    if (wv_str_is(key, "findings"))
        l->findings = at;
    else if (wv_str_is(key, "degraded"))
        l->degraded = at;
    else if (wv_str_is(key, "because"))
        l->because = at;
    else if (wv_str_is(key, "evidence"))
        l->evidence = at;
    else if (wv_str_is(key, "facts"))
        l->facts = at;
    else if (wv_str_is(key, "episode"))
        l->episode = at;
    else if (wv_str_is(key, "pack"))
        l->pack = at;
    else if (wv_str_is(key, "standing"))
        l->standing = type == WV_JSON_TRUE;
    else if (wv_str_is(key, "truncated"))
        l->truncated = type == WV_JSON_TRUE;
}

/* One walk over the members: a line has a dozen of them, and looking each one up would be a dozen
 * walks. */
static wv_rc read_line(wv_ingest *in, wv_str bytes, line *l, wv_err *err)
{
    const wv_json *j = &in->json;
    wv_json_error fault;
    *l = (line){.bytes = bytes,
                .triage = -1,
                .findings = WV_TAPE_NONE,
                .degraded = WV_TAPE_NONE,
                .because = WV_TAPE_NONE,
                .evidence = WV_TAPE_NONE,
                .facts = WV_TAPE_NONE,
                .episode = WV_TAPE_NONE,
                .pack = WV_TAPE_NONE};
    wv_arena_reset(&in->arena);
    wv_rc rc = wv_json_parse(&in->json, bytes, &fault);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc) return wv_err_set(err, rc, "column %u: %s", fault.offset + 1, fault.message);
    if (j->values[0].type != WV_JSON_OBJECT) return refuse(err, "this is no line of `scan`");
    if (!wv_str_is(wv_tape_text(j, 0, "schema"), "waakvlam/1"))
        return refuse(err, "this is no line of `scan`: its schema is not waakvlam/1");
    uint32_t i = 1;
    for (uint32_t k = 0; k < j->values[0].count; k++, i = j->values[i + 1].next) {
        if (j->values[i + 1].type == WV_JSON_STRING)
            take_text(l, j->values[i].text, j->values[i + 1].text);
        else
            take_other(l, j->values[i].text, i + 1, (wv_json_type)j->values[i + 1].type);
    }
    read_maker(in, l);
    wv_time at = {0};
    if (l->raised_at.n && wv_time_parse(l->raised_at, 0, &at, NULL) == WV_OK)
        l->raised = at.seconds;
    return WV_OK;
}

/* --- evidence ----------------------------------------------------------------------------------
 */

static void add_part(wv_buf *b, wv_str part)
{
    wv_buf_add(b, &part.n, sizeof part.n);
    wv_buf_str(b, part);
}

static void add_strings(wv_buf *b, const wv_json *j, uint32_t list)
{
    uint32_t count = wv_tape_is(j, list, WV_JSON_ARRAY) ? j->values[list].count : 0, i = list + 1;
    wv_buf_add(b, &count, sizeof count);
    for (uint32_t k = 0; k < count; k++, i = j->values[i].next) add_part(b, j->values[i].text);
}

static void add_spans(wv_buf *b, const wv_json *j, uint32_t list)
{
    uint32_t count = wv_tape_is(j, list, WV_JSON_ARRAY) ? j->values[list].count : 0, i = list + 1;
    wv_buf_add(b, &count, sizeof count);
    for (uint32_t k = 0; k < count; k++, i = j->values[i].next) {
        int64_t place[2] = {wv_tape_number(j, i, "start"), wv_tape_number(j, i, "end")};
        wv_buf_add(b, place, sizeof place);
        add_part(b, wv_tape_text(j, i, "text"));
    }
}

/* Labels that stand, by name: a label that a later engine adds changes no hash where it is false.
 */
static void add_scope(wv_buf *b, const wv_json *j, uint32_t scope)
{
    uint32_t i = scope + 1;
    if (!wv_tape_is(j, scope, WV_JSON_OBJECT)) return;
    for (uint32_t k = 0; k < j->values[scope].count; k++, i = j->values[i + 1].next)
        if (j->values[i + 1].type == WV_JSON_TRUE) add_part(b, j->values[i].text);
}

static wv_rc hash_of(const wv_buf *b, uint8_t out[16], wv_err *err)
{
    if (b->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_fingerprint(b->p, b->n, out);
    return WV_OK;
}

/* What a reviewer judges: these words, read so, of these persons. Severity, triage and the version
 * of a rule are not in it: they change with a pack, and what was said does not. */
static wv_rc hash_finding(wv_ingest *in, uint32_t at, bool live, uint8_t out[16], wv_err *err)
{
    const wv_json *j = &in->json;
    wv_buf *b = &in->work;
    uint32_t who = wv_tape_member(j, at, "direction");
    wv_buf_clear(b);
    wv_buf_byte(b, live ? 'l' : 's');
    add_part(b, wv_tape_text(j, at, "signal"));
    add_spans(b, j, wv_tape_member(j, at, "spans"));
    add_strings(b, j, wv_tape_member(j, at, "evidence"));
    add_part(b, wv_tape_text(j, who, "actor"));
    add_part(b, wv_tape_text(j, who, "target"));
    add_part(b, wv_tape_text(j, wv_tape_member(j, at, "suppressed"), "by"));
    add_scope(b, j, wv_tape_member(j, at, "scope"));
    return hash_of(b, out, err);
}

/* --- rows --------------------------------------------------------------------------------------
 */

typedef struct found {
    uint8_t key[16], evidence[16];
    uint32_t at, place;
    wv_str signal, rule;
    int64_t severity, triage;
    bool live, has_spans;
} found;

typedef struct owner {
    int64_t item, earlier, pack; /* earlier: an item of the same key was there */
    wv_ingest_case *of;
} owner;

static wv_str bytes16(const uint8_t hash[16])
{
    return (wv_str){(const char *)hash, 16};
}

static wv_rc find_earlier(wv_ingest *in, const line *l, owner *o, wv_err *err)
{
    wv_statement *q;
    bool before = true;
    wv_rc rc = o->of->num > in->old_case ? wv_seen_add(&in->keys, l->key, &before) : WV_OK;
    if (rc) return wv_err_set(err, rc, "out of memory");
    if (!before) return WV_OK;
    rc = wv_db_prepare(in->db, "SELECT max(num) FROM item WHERE case_num = ?1 AND key = ?2", &q,
                       err);
    if (rc) return rc;
    wv_statement_number(q, 1, o->of->num);
    wv_statement_blob(q, 2, bytes16(l->key));
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    o->earlier = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

#define PUT_ITEM                                                                                   \
    "INSERT INTO item(id, key, case_num, is_alert, own, record, triage, raised, raised_at,"        \
    " pack, degraded, json, num) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"

/* In bulk the index of ids is made last: whether a line was there is asked of memory. */
static wv_rc ready_item(wv_ingest *in, const line *l, bool *known, wv_statement **q, wv_err *err)
{
    *known = false;
    if (!in->options.bulk)
        return wv_db_prepare(in->db, PUT_ITEM " ON CONFLICT(id) DO NOTHING", q, err);
    wv_rc rc = wv_seen_add(&in->ids, l->id, known);
    if (rc) return wv_err_set(err, rc, "out of memory");
    return wv_db_prepare(in->db, PUT_ITEM, q, err);
}

/* *added false: this very line was there. */
static wv_rc put_item(wv_ingest *in, const line *l, owner *o, bool alert, bool own, wv_str json,
                      bool *added, wv_err *err)
{
    wv_statement *q;
    bool known;
    *added = false;
    wv_rc rc = ready_item(in, l, &known, &q, err);
    if (rc || known) return rc;
    wv_statement_blob(q, 1, bytes16(l->id));
    wv_statement_blob(q, 2, bytes16(l->key));
    wv_statement_number(q, 3, o->of->num);
    wv_statement_number(q, 4, alert);
    wv_statement_number(q, 5, own);
    wv_statement_text(q, 6, l->record);
    wv_statement_number(q, 7, l->triage);
    wv_statement_number(q, 8, l->raised);
    wv_statement_text(q, 9, l->raised_at);
    wv_statement_number(q, 10, o->pack);
    wv_statement_text(q, 11,
                      l->degraded == WV_TAPE_NONE ? (wv_str){"", 0} : slice(in, l, l->degraded));
    wv_statement_text(q, 12, json);
    wv_statement_number(q, 13, in->last_item + 1);
    rc = wv_statement_do(q, err);
    *added = rc == WV_OK && wv_db_changes(in->db) > 0;
    if (*added) o->item = ++in->last_item;
    return rc;
}

/* What another pack said under this key, and what the record's own line said before it was
 * corrected, is stale until it is said again. */
static wv_rc put_away(wv_ingest *in, const line *l, const owner *o, bool own, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        in->db,
        "UPDATE finding SET stale = 1 WHERE stale = 0 AND item IN (SELECT num FROM item"
        " WHERE case_num = ?1 AND key = ?2 AND num < ?3 AND (pack <> ?4 OR (?5 AND own)))",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, o->of->num);
    wv_statement_blob(q, 2, bytes16(l->key));
    wv_statement_number(q, 3, o->item);
    wv_statement_number(q, 4, o->pack);
    wv_statement_number(q, 5, own);
    return wv_statement_do(q, err);
}

/* The finding of this key and evidence, where there is one, now stands in this item. */
static wv_rc keep_finding(wv_ingest *in, const line *l, const found *f, const owner *o, bool *kept,
                          wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        in->db,
        "UPDATE finding SET item = ?1, place = ?2, severity = ?3, triage = ?4, stale = 0,"
        " standing = 1 WHERE key = ?5 AND evidence = ?6 AND item IN (SELECT num FROM item"
        " WHERE case_num = ?7 AND key = ?8)",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, o->item);
    wv_statement_number(q, 2, f->place);
    wv_statement_number(q, 3, f->severity);
    wv_statement_number(q, 4, f->triage);
    wv_statement_blob(q, 5, bytes16(f->key));
    wv_statement_blob(q, 6, bytes16(f->evidence));
    wv_statement_number(q, 7, o->of->num);
    wv_statement_blob(q, 8, bytes16(l->key));
    rc = wv_statement_do(q, err);
    *kept = rc == WV_OK && wv_db_changes(in->db) > 0;
    return rc;
}

static wv_rc add_finding(wv_ingest *in, const line *l, const found *f, const owner *o, bool alert,
                         wv_err *err)
{
    wv_statement *q;
    int64_t signal = 0, rule = 0;
    wv_rc rc = wv_ingest_name(in, f->signal, &signal, err);
    if (rc == WV_OK) rc = wv_ingest_name(in, f->rule, &rule, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(in->db,
                           "INSERT INTO finding(key, evidence, case_num, item, place, is_alert,"
                           " signal, rule, severity, triage, raised, live, num, replayed)"
                           " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
                           " ?14)",
                           &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(f->key));
    wv_statement_blob(q, 2, bytes16(f->evidence));
    wv_statement_number(q, 3, o->of->num);
    wv_statement_number(q, 4, o->item);
    wv_statement_number(q, 5, f->place);
    wv_statement_number(q, 6, alert);
    wv_statement_number(q, 7, signal);
    wv_statement_number(q, 8, rule);
    wv_statement_number(q, 9, f->severity);
    wv_statement_number(q, 10, f->triage);
    wv_statement_number(q, 11, l->raised);
    wv_statement_number(q, 12, f->live);
    wv_statement_number(q, 13, ++in->last_finding);
    wv_statement_number(q, 14, l->replayed);
    return wv_statement_do(q, err);
}

static bool twice(const found *list, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (memcmp(list[k].evidence, list[i].evidence, 16) == 0 &&
            memcmp(list[k].key, list[i].key, 16) == 0)
            return true;
    return false;
}

static wv_rc put_findings(wv_ingest *in, const line *l, const found *list, uint32_t count,
                          const owner *o, bool alert, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; rc == WV_OK && i < count; i++) {
        bool kept = false;
        if (twice(list, i)) continue;
        if (o->earlier) rc = keep_finding(in, l, &list[i], o, &kept, err);
        if (rc == WV_OK && !kept) rc = add_finding(in, l, &list[i], o, alert, err);
        if (rc == WV_OK) kept ? in->stats.kept++ : in->stats.findings++;
    }
    return rc;
}

/* A revision may have come before the line it speaks of: outputs are not always given in order. */
static wv_rc apply_revision(wv_ingest *in, const uint8_t of[16], wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        in->db,
        "UPDATE finding SET standing = (SELECT r.standing FROM revision r WHERE r.of = ?1 AND"
        " r.key = finding.key ORDER BY r.num DESC LIMIT 1)"
        " WHERE item = (SELECT num FROM item WHERE id = ?1)"
        " AND key IN (SELECT key FROM revision WHERE of = ?1)",
        &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(of));
    return wv_statement_do(q, err);
}

/* The last word on each finding, for those that stand in the line it speaks of. */
wv_rc wv_ingest_revise_all(wv_ingest *in, wv_err *err)
{
    return wv_db_run(
        in->db,
        "UPDATE finding SET standing = r.standing FROM (SELECT i.num AS item, v.key AS key,"
        " v.standing AS standing FROM revision v JOIN item i ON i.id = v.of WHERE v.num ="
        " (SELECT max(w.num) FROM revision w WHERE w.of = v.of AND w.key = v.key)) r"
        " WHERE finding.item = r.item AND finding.key = r.key",
        err);
}

static wv_rc has_revision(wv_ingest *in, const uint8_t of[16], bool *has, wv_err *err)
{
    wv_statement *q;
    *has = false;
    if (!in->revisions || in->options.bulk) return WV_OK;
    wv_rc rc = wv_db_prepare(in->db, "SELECT 1 FROM revision WHERE of = ?1 LIMIT 1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(of));
    rc = wv_statement_step(q, err);
    *has = rc == WV_OK;
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc find_item(wv_ingest *in, const uint8_t id[16], int64_t *num, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(in->db, "SELECT num FROM item WHERE id = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(id));
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_INTERNAL, "a line is gone") : rc;
    *num = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

/* A rescan gives a line that was there: who goes back to an older pack gives its lines again. What
 * they say stands in them again, also what was closed since. */
static wv_rc say_again(wv_ingest *in, const line *l, const found *list, uint32_t count, owner *o,
                       wv_err *err)
{
    bool kept, revised = false;
    in->stats.seen++;
    if (!in->options.rescan) return WV_OK;
    o->of->changed = true;
    wv_rc rc = find_item(in, l->id, &o->item, err);
    for (uint32_t i = 0; rc == WV_OK && i < count; i++) {
        rc = wv_ingest_unclose(in, l->id, list[i].key, list[i].evidence, err);
        if (rc == WV_OK) rc = keep_finding(in, l, &list[i], o, &kept, err);
    }
    if (rc == WV_OK) rc = has_revision(in, l->id, &revised, err);
    return rc == WV_OK && revised ? apply_revision(in, l->id, err) : rc;
}

static wv_rc put_line(wv_ingest *in, const line *l, const found *list, uint32_t count, bool alert,
                      bool own, wv_str json, wv_err *err)
{
    owner o = {0};
    bool added = false, revised = false;
    wv_rc rc = wv_ingest_ready(in, err);
    if (rc == WV_OK) rc = wv_ingest_case_of(in, l->case_id, l->record, &o.of, err);
    if (rc == WV_OK) rc = wv_ingest_pack(in, &l->maker, &o.pack, err);
    if (rc == WV_OK) rc = find_earlier(in, l, &o, err);
    if (rc == WV_OK) rc = put_item(in, l, &o, alert, own, json, &added, err);
    if (rc) return rc;
    rc = wv_ingest_note_item(in, l->id, err);
    if (rc) return rc;
    if (!added) return say_again(in, l, list, count, &o, err);
    alert ? in->stats.alerts++ : in->stats.flags++;
    o.of->changed = true;
    if (o.earlier) rc = put_away(in, l, &o, own, err);
    if (rc == WV_OK) rc = put_findings(in, l, list, count, &o, alert, err);
    if (rc == WV_OK) rc = has_revision(in, l->id, &revised, err);
    return rc == WV_OK && revised ? apply_revision(in, l->id, err) : rc;
}

/* --- lines -------------------------------------------------------------------------------------
 */

static wv_rc read_finding(wv_ingest *in, uint32_t at, found *f, wv_err *err)
{
    const wv_json *j = &in->json;
    uint32_t spans = wv_tape_member(j, at, "spans");
    *f = (found){.at = at,
                 .signal = wv_tape_text(j, at, "signal"),
                 .rule = wv_tape_text(j, at, "rule"),
                 .severity = wv_tape_number(j, at, "severity")};
    if (!f->signal.n || !f->rule.n || !read_hash(wv_tape_text(j, at, "key"), f->key) ||
        f->severity < 0 || f->severity > 5)
        return refuse(err, "a finding without signal, rule, key or severity");
    f->live = !wv_tape_is_set(j, at, "suppressed") && !wv_tape_is_set(j, at, "dropped") &&
              !wv_tape_is_set(j, at, "shadow");
    f->has_spans = wv_tape_is(j, spans, WV_JSON_ARRAY) && j->values[spans].count > 0;
    f->triage = f->live ? wv_triage_of((unsigned)f->severity) : WV_TRIAGE_INFO;
    return hash_finding(in, at, f->live, f->evidence, err);
}

static wv_rc take_flag(wv_ingest *in, line *l, wv_err *err)
{
    const wv_json *j = &in->json;
    bool own = false;
    if (!l->has_id || !l->has_key || !l->record.n || l->triage < 0 || !l->maker.sha256.n ||
        !wv_tape_is(j, l->findings, WV_JSON_ARRAY))
        return refuse(err, "a flag without id, key, record, triage, findings or pack");
    uint32_t count = j->values[l->findings].count, i = l->findings + 1;
    if (count > WV_FINDINGS_MAX) return refuse(err, "a flag with more than 1,000 findings");
    found *list = wv_arena_alloc(&in->arena, sizeof *list * (count + 1));
    if (!list) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (uint32_t k = 0; k < count; k++, i = j->values[i].next) {
        wv_rc rc = read_finding(in, i, &list[k], err);
        if (rc) return rc;
        list[k].place = k;
        own |= list[k].has_spans;
    }
    return put_line(in, l, list, count, false, own, slice(in, l, l->findings), err);
}

static void write_alert(wv_ingest *in, const line *l, wv_buf *b)
{
    wv_buf_clear(b);
    wv_buf_text(b, "{\"episode\":");
    wv_buf_str(b, l->episode == WV_TAPE_NONE ? WV_STR("0") : slice(in, l, l->episode));
    wv_buf_text(b, ",\"evidence\":");
    wv_buf_str(b, slice(in, l, l->evidence));
    wv_buf_text(b, ",\"facts\":");
    wv_buf_str(b, l->facts == WV_TAPE_NONE ? WV_STR("{}") : slice(in, l, l->facts));
    wv_buf_text(b, l->truncated ? ",\"truncated\":true}" : "}");
}

static wv_rc take_alert(wv_ingest *in, line *l, wv_err *err)
{
    if (!l->has_id || !l->has_key || !l->case_id.n || l->triage < 0 || !l->maker.sha256.n ||
        !l->pattern.n || !wv_tape_is(&in->json, l->evidence, WV_JSON_ARRAY))
        return refuse(err, "an alert without id, key, case, pattern, triage, evidence or pack");
    found f = {.signal = l->pattern,
               .rule = l->rule.n ? l->rule : l->pattern,
               .triage = l->triage,
               .live = true};
    memcpy(f.key, l->key, 16);
    wv_buf_clear(&in->work);
    add_part(&in->work, l->pattern);
    add_strings(&in->work, &in->json, l->evidence);
    wv_rc rc = hash_of(&in->work, f.evidence, err);
    if (rc) return rc;
    write_alert(in, l, &in->work);
    wv_str json = wv_arena_str(&in->arena, (wv_str){in->work.p, (uint32_t)in->work.n});
    if (in->work.failed || !json.p) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    l->record = (wv_str){"", 0};
    return put_line(in, l, &f, 1, true, false, json, err);
}

static wv_rc put_revision(wv_ingest *in, const line *l, int64_t case_num, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(in->db,
                      "INSERT INTO revision(id, of, key, case_num, standing, raised_at, because)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(id) DO NOTHING",
                      &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(l->id));
    wv_statement_blob(q, 2, bytes16(l->of));
    wv_statement_blob(q, 3, bytes16(l->key));
    wv_statement_number(q, 4, case_num);
    wv_statement_number(q, 5, l->standing);
    wv_statement_text(q, 6, l->raised_at);
    wv_statement_text(q, 7, slice(in, l, l->because));
    return wv_statement_do(q, err);
}

static wv_rc take_revision(wv_ingest *in, line *l, wv_err *err)
{
    wv_ingest_case *of;
    if (!l->has_id || !l->has_key || !l->has_of || !l->case_id.n ||
        !wv_tape_is(&in->json, l->because, WV_JSON_ARRAY))
        return refuse(err, "a revision without id, key, of, case or because");
    wv_rc rc = wv_ingest_ready(in, err);
    if (rc == WV_OK) rc = wv_ingest_case_of(in, l->case_id, (wv_str){"", 0}, &of, err);
    if (rc == WV_OK) rc = put_revision(in, l, of->num, err);
    if (rc) return rc;
    if (wv_db_changes(in->db) == 0) return in->stats.seen++, WV_OK;
    in->stats.revisions++;
    in->revisions = true;
    of->changed = true;
    return in->options.bulk ? WV_OK : apply_revision(in, l->of, err);
}

static wv_rc take(wv_ingest *in, wv_str bytes, wv_err *err)
{
    line l;
    wv_rc rc = read_line(in, bytes, &l, err);
    if (rc) return rc;
    if (l.partial) return in->stats.other++, WV_OK;
    if (l.replayed && in->options.rescan) /* it would close all that stayed the same */
        return wv_err_set(err, WV_E_USAGE, "a replay holds only what differs: leave out --rescan");
    if (wv_str_is(l.type, "flag")) return take_flag(in, &l, err);
    if (wv_str_is(l.type, "alert")) return take_alert(in, &l, err);
    if (wv_str_is(l.type, "revision")) return take_revision(in, &l, err);
    in->stats.other++;
    return WV_OK;
}

wv_rc wv_ingest_flag(wv_ingest *in, wv_str bytes, wv_err *err)
{
    wv_rc rc = wv_ingest_line(in, take(in, bytes, err));
    return rc == WV_OK ? wv_ingest_count(in, err) : rc;
}
