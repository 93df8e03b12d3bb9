/* SPDX-License-Identifier: EUPL-1.2 */
/* decide.c: giving decisions, taking them back, sealing them.
 *
 * In: a viewer and what that person says. Out: rows of `decision`, and what follows from them: the
 * answer of a finding, the row of a case. Neighbours: decisions.c reads them, queue_row.c.
 * Invariants: a decision is only ever added, undone or sealed; what follows is always worked out
 * from all of them, so an undo needs no memory of what was before. Cost: a few indexed rows. */
#include "store/decide.h"

#include "store/queue.h"
#include "store/rows.h"

enum { QUESTION_READ = 1, QUESTION_DO };

/* One in ten first readings is read again by somebody else, unless the setting says otherwise. */
enum { SECOND_PERCENT = 10 };

typedef struct subject {
    int64_t num, case_num;
    uint8_t key[16], evidence[16];
} subject;

static wv_rc find_subject(wv_store *s, int64_t finding, subject *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT num, case_num, key, evidence FROM finding WHERE num = ?1 AND hidden = 0", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, finding);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_NOINPUT, "no such finding") : rc;
    wv_str key = wv_statement_get(q, 2), evidence = wv_statement_get(q, 3);
    bool whole = key.n == 16 && evidence.n == 16;
    *out = (subject){.num = finding, .case_num = wv_statement_get_number(q, 1)};
    if (whole) memcpy(out->key, key.p, 16), memcpy(out->evidence, evidence.p, 16);
    wv_statement_reset(q);
    return whole ? WV_OK : wv_err_set(err, WV_E_CORRUPT, "the store is damaged: a key is cut");
}

/* --- readings of a finding ---------------------------------------------------------------------
 */

/* The last one of each round that was not undone. */
typedef struct readings {
    wv_read_answer answer[WV_ROUND_THIRD + 1];
    char user[WV_ROUND_THIRD + 1][64];
} readings;

static void keep_user(char out[64], wv_str user)
{
    uint32_t n = user.n < 63 ? user.n : 63;
    if (n) memcpy(out, user.p, n);
    out[n] = '\0';
}

static wv_rc find_readings(wv_store *s, int64_t finding, readings *out, wv_err *err)
{
    wv_statement *q;
    *out = (readings){0};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT d.round, d.answer, d.user FROM decision d, finding f"
                             " WHERE f.num = ?1 AND d.key = f.key AND d.evidence = f.evidence"
                             " AND d.question = 1 AND d.undone_at = 0 ORDER BY d.num",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, finding);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        int64_t round = wv_statement_get_number(q, 0);
        if (round < WV_ROUND_FIRST || round > WV_ROUND_THIRD) continue;
        out->answer[round] = (wv_read_answer)wv_statement_get_number(q, 1);
        keep_user(out->user[round], wv_statement_get(q, 2));
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc second_percent(wv_store *s, int64_t *out, wv_err *err)
{
    int64_t set = 0;
    wv_rc rc = wv_rows_number(
        s, "SELECT CAST(value AS INTEGER) + 1 FROM meta WHERE name = 'second_percent'", &set, err);
    *out = set ? set - 1 : SECOND_PERCENT;
    return rc;
}

/* Which round is asked for next; 0: none. The part that is read twice follows from the evidence,
 * not from a dice: who asks again gets the same. */
static int next_round(const readings *r, const subject *f, int64_t percent)
{
    wv_read_answer first = r->answer[WV_ROUND_FIRST], second = r->answer[WV_ROUND_SECOND];
    if (!first || r->answer[WV_ROUND_THIRD]) return 0;
    if (second) return second == first ? 0 : WV_ROUND_THIRD;
    unsigned draw = (unsigned)f->evidence[0] << 8 | f->evidence[1];
    return first == WV_READ_UNSURE || draw % 100 < percent ? WV_ROUND_SECOND : 0;
}

static wv_rc refresh_finding(wv_store *s, const subject *f, wv_err *err)
{
    wv_statement *q;
    readings r;
    int64_t percent = 0;
    wv_rc rc = find_readings(s, f->num, &r, err);
    if (rc == WV_OK) rc = second_percent(s, &percent, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           "UPDATE finding SET answer = ?2, due = ?3 WHERE num = ?1", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, f->num);
    wv_statement_number(q, 2, r.answer[r.answer[WV_ROUND_THIRD] ? WV_ROUND_THIRD : WV_ROUND_FIRST]);
    wv_statement_number(q, 3, next_round(&r, f, percent));
    return wv_statement_do(q, err);
}

/* A first reading may be given again by who gave it, while nobody built on it. A second or third is
 * for somebody else than who read before. */
static bool may_read(const readings *r, const subject *f, const wv_decide_read *d, wv_str user,
                     int64_t percent)
{
    if (d->round == WV_ROUND_FIRST)
        return !r->answer[WV_ROUND_FIRST] ||
               (wv_str_is(user, r->user[WV_ROUND_FIRST]) && !r->answer[WV_ROUND_SECOND]);
    if ((int)d->round != next_round(r, f, percent)) return false;
    for (int before = WV_ROUND_FIRST; before < (int)d->round; before++)
        if (wv_str_is(user, r->user[before])) return false;
    return true;
}

/* --- rows --------------------------------------------------------------------------------------
 */

typedef struct entry {
    int question, answer, reason, round, effect;
    int64_t case_num, until, through;
    const subject *finding; /* NULL: on the case */
    wv_str target, note;
} entry;

static wv_rc add(wv_store *s, const wv_viewer *v, const entry *e, int64_t *num, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "INSERT INTO decision(question, case_num, finding, key, evidence, answer, reason, target,"
        " note, user, role, at, until, through, round, effect)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, e->question);
    wv_statement_number(q, 2, e->case_num);
    wv_statement_number(q, 3, e->finding ? e->finding->num : 0);
    wv_statement_null(q, 4);
    wv_statement_null(q, 5);
    if (e->finding) {
        wv_statement_blob(q, 4, (wv_str){(const char *)e->finding->key, 16});
        wv_statement_blob(q, 5, (wv_str){(const char *)e->finding->evidence, 16});
    }
    wv_statement_number(q, 6, e->answer);
    wv_statement_number(q, 7, e->reason);
    wv_statement_text(q, 8, e->target);
    wv_statement_text(q, 9, e->note);
    wv_statement_text(q, 10, v->user);
    wv_statement_text(q, 11, v->role);
    wv_statement_number(q, 12, v->now);
    wv_statement_number(q, 13, e->until);
    wv_statement_number(q, 14, e->through);
    wv_statement_number(q, 15, e->round);
    wv_statement_number(q, 16, e->effect);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK && num) *num = wv_db_last_row(wv_store_db(s));
    return rc;
}

static wv_rc check_note(wv_str note, bool required, wv_err *err)
{
    if (note.n > WV_NOTE_BYTES_MAX) return wv_err_set(err, WV_E_USAGE, "the note is too long");
    if (required && !note.n) return wv_err_set(err, WV_E_USAGE, "a note is required");
    return WV_OK;
}

static wv_rc check_seen(wv_store *s, const wv_viewer *v, int64_t case_num, wv_err *err)
{
    bool may = false;
    wv_rc rc = wv_store_may_see(s, v, case_num, &may, err);
    return rc == WV_OK && !may ? wv_err_set(err, WV_E_NOINPUT, "no such case") : rc;
}

wv_rc wv_decide_on_reading(wv_store *s, const wv_viewer *v, const wv_decide_read *d, int64_t *num,
                           wv_err *err)
{
    subject f;
    readings r;
    int64_t percent = 0;
    if (d->answer < WV_READ_YES || d->answer > WV_READ_UNSURE || d->round < WV_ROUND_FIRST ||
        d->round > WV_ROUND_THIRD || d->reason > WV_REASON_OTHER)
        return wv_err_set(err, WV_E_USAGE, "no such answer");
    if ((d->answer == WV_READ_NO) != (d->reason != WV_REASON_NONE))
        return wv_err_set(err, WV_E_USAGE, "a reason goes with no, and only with no");
    wv_rc rc = check_note(d->note, d->reason == WV_REASON_OTHER, err);
    if (rc == WV_OK) rc = find_subject(s, d->finding, &f, err);
    if (rc == WV_OK) rc = check_seen(s, v, f.case_num, err);
    if (rc == WV_OK) rc = find_readings(s, f.num, &r, err);
    if (rc == WV_OK) rc = second_percent(s, &percent, err);
    if (rc) return rc;
    if (!may_read(&r, &f, d, v->user, percent))
        return wv_err_set(err, WV_E_LOCKED, "this was read by somebody, or is not yours to read");
    entry e = {.question = QUESTION_READ,
               .answer = (int)d->answer,
               .reason = (int)d->reason,
               .round = (int)d->round,
               .effect = 1,
               .case_num = f.case_num,
               .finding = &f,
               .note = d->note};
    rc = add(s, v, &e, num, err);
    return rc == WV_OK ? refresh_finding(s, &f, err) : rc;
}

/* --- on a case ---------------------------------------------------------------------------------
 */

/* Highest severity that is open up to what was shown, and how far that can be. */
static wv_rc weigh(wv_store *s, const wv_decide_do *d, int64_t *severity, int64_t *through,
                   wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT coalesce(max(f.severity), -1), min(?2, c.through) FROM case_row c LEFT JOIN "
        "finding f"
        " ON f.case_num = c.num AND f.num > c.decided AND f.num <= ?2 AND f.live = 1 AND"
        " f.standing = 1 AND f.stale = 0 AND f.hidden = 0 WHERE c.num = ?1",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, d->case_num);
    wv_statement_number(q, 2, d->through);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *severity = wv_statement_get_number(q, 0);
    *through = wv_statement_get_number(q, 1);
    wv_statement_reset(q);
    return *severity < 0 ? wv_err_set(err, WV_E_LOCKED, "nothing is open in this case") : WV_OK;
}

/* Somebody else who decided "geen vervolg" and waits for a second person; how far that went, or 0.
 */
static wv_rc find_first_of_two(wv_store *s, const wv_viewer *v, int64_t case_num, int64_t *through,
                               wv_err *err)
{
    wv_statement *q;
    *through = 0;
    wv_rc rc =
        wv_db_prepare(wv_store_db(s),
                      "SELECT max(through) FROM decision WHERE case_num = ?1 AND question = 2"
                      " AND answer = 3 AND undone_at = 0 AND effect = 0 AND round = 1"
                      " AND user <> ?2 AND through > (SELECT decided FROM case_row WHERE"
                      " num = ?1)",
                      &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_text(q, 2, v->user);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *through = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

/* Who gave the first of the two is not the second; what has come in since that first one may be
 * added to it. */
static wv_rc check_other_person(wv_store *s, const wv_viewer *v, const entry *e, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT 1 FROM decision WHERE case_num = ?1 AND question = 2 AND"
                             " answer = 3 AND undone_at = 0 AND effect = 0 AND user = ?2 AND"
                             " through >= ?3 LIMIT 1",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, e->case_num);
    wv_statement_text(q, 2, v->user);
    wv_statement_number(q, 3, e->through);
    rc = wv_statement_step(q, err);
    if (rc == WV_E_END) return WV_OK;
    wv_statement_reset(q);
    return rc ? rc : wv_err_set(err, WV_E_LOCKED, "this waits for a second person, who is not you");
}

/* At severity 5 a single person does not close a case: the first decision stands without effect
 * until a second one agrees, and then covers what both have seen. */
static wv_rc four_eyes(wv_store *s, const wv_viewer *v, entry *e, wv_err *err)
{
    int64_t first = 0;
    wv_rc rc = check_other_person(s, v, e, err);
    if (rc == WV_OK) rc = find_first_of_two(s, v, e->case_num, &first, err);
    if (rc) return rc;
    e->effect = first > 0;
    if (!first) return WV_OK;
    e->round = WV_ROUND_SECOND;
    if (first < e->through) e->through = first;
    return WV_OK;
}

static wv_rc check_do(const wv_decide_do *d, wv_err *err)
{
    if (d->answer < WV_DO_FORWARD || d->answer > WV_DO_LATER)
        return wv_err_set(err, WV_E_USAGE, "no such answer");
    if ((d->answer == WV_DO_FORWARD || d->answer == WV_DO_JOIN) && !d->target.n)
        return wv_err_set(err, WV_E_USAGE, "where to?");
    if (d->target.n > WV_TARGET_BYTES_MAX)
        return wv_err_set(err, WV_E_USAGE, "the target is too long");
    return check_note(d->note, d->answer == WV_DO_NOTHING, err);
}

wv_rc wv_decide_on_case(wv_store *s, const wv_viewer *v, const wv_decide_do *d, int64_t *num,
                        wv_err *err)
{
    int64_t severity = 0;
    entry e = {.question = QUESTION_DO,
               .answer = (int)d->answer,
               .round = WV_ROUND_FIRST,
               .effect = 1,
               .case_num = d->case_num,
               .target = d->target,
               .note = d->note,
               .until = d->answer == WV_DO_LATER ? d->until : 0};
    wv_rc rc = check_do(d, err);
    if (rc == WV_OK) rc = check_seen(s, v, d->case_num, err);
    if (rc == WV_OK) rc = weigh(s, d, &severity, &e.through, err);
    if (rc == WV_OK && d->answer == WV_DO_NOTHING && severity >= 5) rc = four_eyes(s, v, &e, err);
    if (rc == WV_OK && d->answer == WV_DO_LATER)
        rc = wv_queue_snooze(s, v, d->case_num, d->until, err);
    if (rc == WV_OK) rc = add(s, v, &e, num, err);
    return rc == WV_OK ? wv_queue_refresh(s, d->case_num, err) : rc;
}

/* --- undo and seal -----------------------------------------------------------------------------
 */

static wv_rc run_on(wv_store *s, const char *sql, int64_t first, int64_t second, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s), sql, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, first);
    wv_statement_number(q, 2, second);
    return wv_statement_do(q, err);
}

static wv_rc check_undo(const wv_decision *d, const wv_viewer *v, wv_err *err)
{
    if (!wv_str_eq(d->user, v->user))
        return wv_err_set(err, WV_E_LOCKED, "this decision is somebody else's");
    if (d->undone_at || d->sealed_at || v->now >= d->at + WV_UNDO_SECONDS)
        return wv_err_set(err, WV_E_LIMIT, "this decision can no longer be undone");
    return WV_OK;
}

/* What follows from a decision on a case that is no more: a rest ends; and a second person who
 * agreed with it agrees with nothing. */
static wv_rc undo_on_case(wv_store *s, const wv_decision *d, wv_err *err)
{
    wv_rc rc = WV_OK;
    if (d->act == WV_DO_LATER)
        rc = run_on(s, "UPDATE case_row SET snooze_until = 0 WHERE num = ?1 AND ?2 = 0",
                    d->case_num, 0, err);
    if (rc == WV_OK && d->act == WV_DO_NOTHING && d->round == WV_ROUND_FIRST)
        rc = run_on(s,
                    "UPDATE decision SET effect = 0, round = 1 WHERE case_num = ?1 AND question = 2"
                    " AND answer = 3 AND round = 2 AND num > ?2 AND undone_at = 0",
                    d->case_num, d->num, err);
    return rc == WV_OK ? wv_queue_refresh(s, d->case_num, err) : rc;
}

wv_rc wv_decide_undo(wv_store *s, const wv_viewer *v, int64_t num, wv_err *err)
{
    wv_arena arena;
    wv_decision d;
    subject f;
    wv_arena_init(&arena);
    wv_rc rc = wv_decide_one(s, num, &arena, &d, err);
    if (rc == WV_OK) rc = check_undo(&d, v, err);
    if (rc == WV_OK)
        rc = run_on(s, "UPDATE decision SET undone_at = ?2 WHERE num = ?1", num, v->now, err);
    if (rc == WV_OK && d.on_case) rc = undo_on_case(s, &d, err);
    if (rc == WV_OK && !d.on_case) rc = find_subject(s, d.finding, &f, err);
    if (rc == WV_OK && !d.on_case) rc = refresh_finding(s, &f, err);
    wv_arena_done(&arena);
    return rc;
}

wv_rc wv_decide_seal(wv_store *s, int64_t now, uint32_t *count, wv_err *err)
{
    wv_rc rc = run_on(s,
                      "UPDATE decision SET sealed_at = at + ?2 WHERE sealed_at = 0 AND"
                      " undone_at = 0 AND at + ?2 <= ?1",
                      now, WV_UNDO_SECONDS, err);
    *count = rc == WV_OK ? (uint32_t)wv_db_changes(wv_store_db(s)) : 0;
    return rc;
}

wv_rc wv_decide_missed(wv_store *s, const wv_viewer *v, const wv_missed *m, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = check_note(m->note, true, err);
    if (rc == WV_OK && (!m->record.n || !m->signal.n || m->signal.n > WV_TARGET_BYTES_MAX))
        rc = wv_err_set(err, WV_E_USAGE, "which record, and which signal?");
    if (rc == WV_OK) rc = check_seen(s, v, m->case_num, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           "INSERT INTO missed(case_num, record, signal, note, user, at)"
                           " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                           &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, m->case_num);
    wv_statement_text(q, 2, m->record);
    wv_statement_text(q, 3, m->signal);
    wv_statement_text(q, 4, m->note);
    wv_statement_text(q, 5, v->user);
    wv_statement_number(q, 6, v->now);
    return wv_statement_do(q, err);
}
