/* SPDX-License-Identifier: EUPL-1.2 */
/* test_audit.c: the log shows every touch; a kill leaves it whole; erasing is told apart from
 * tampering. */
#include "store/audit.h"

#include "base/map.h"
#include "store_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

static void add_one(wv_store *s, int i)
{
    wv_err err = {0};
    char what[64];
    int64_t cases[3] = {i % 7 + 1, i % 3 + 1, i % 5 + 1};
    snprintf(what, sizeof what, "{\"finding\":%d}", i);
    wv_audit_entry e = {.verb = (wv_audit_verb)(i % WV_AUDIT_VERBS),
                        .who = wv_str_of(i % 2 ? "anna" : "bert"),
                        .role = WV_STR("reviewer"),
                        .what = i % 4 ? wv_str_of(what) : WV_STR(""),
                        .cases = cases,
                        .case_count = (uint32_t)(i % 4),
                        .at = 1000 + i};
    if (e.verb == WV_AUDIT_ERASE) e.verb = WV_AUDIT_VIEW;
    assert_int_equal(wv_audit_add(s, &e, NULL, &err), WV_OK);
}

static void add_many(wv_store *s, int from, int count)
{
    wv_err err = {0};
    assert_int_equal(wv_store_begin(s, &err), WV_OK);
    for (int i = 0; i < count; i++) add_one(s, from + i);
    assert_int_equal(wv_store_commit(s, &err), WV_OK);
}

static wv_audit_report verify(wv_store *s, const wv_audit_head *heads, uint32_t count)
{
    static wv_audit_report report;
    wv_err err = {0};
    assert_int_equal(wv_audit_verify(s, heads, count, &report, &err), WV_OK);
    return report;
}

static void erase_case(wv_store *s, int64_t case_num, uint64_t *count)
{
    wv_err err = {0};
    wv_audit_erasure e = {.who = WV_STR("purge"),
                          .role = WV_STR(""),
                          .at = 5000,
                          .case_num = case_num,
                          .verb = WV_AUDIT_VERBS};
    assert_int_equal(wv_store_begin(s, &err), WV_OK);
    assert_int_equal(wv_audit_erase(s, &e, count, &err), WV_OK);
    assert_int_equal(wv_store_commit(s, &err), WV_OK);
}

static void a_log_that_nobody_touched_verifies(void **state)
{
    (void)state;
    wv_store *s = open_store();
    assert_int_equal(verify(s, NULL, 0).fault_count, 0);
    add_many(s, 0, 500);
    wv_audit_report r = verify(s, NULL, 0);
    assert_int_equal(r.fault_count, 0);
    assert_int_equal(r.entries, 500);
    assert_int_equal(r.head.seq, 500);
    wv_store_close(s);
}

static void an_entry_outside_of_a_transaction_is_refused(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    wv_audit_entry e = {.verb = WV_AUDIT_VIEW, .who = WV_STR("anna"), .role = WV_STR("reviewer")};
    assert_int_equal(wv_audit_add(s, &e, NULL, &err), WV_E_USAGE);
    wv_store_close(s);
}

static void erased_details_are_no_fault_and_gone_ones_are(void **state)
{
    (void)state;
    wv_store *s = open_store();
    uint64_t count = 0;
    wv_err err = {0};
    add_many(s, 0, 200);
    erase_case(s, 2, &count);
    assert_true(count > 10);
    wv_audit_report r = verify(s, NULL, 0);
    assert_int_equal(r.fault_count, 0);
    assert_int_equal(r.erased, count);
    assert_int_equal(wv_db_run(wv_store_db(s),
                               "DELETE FROM audit_case WHERE seq = (SELECT max(seq) FROM"
                               " audit_case); DELETE FROM audit_detail WHERE seq = 1",
                               &err),
                     WV_OK);
    r = verify(s, NULL, 0);
    assert_int_equal(r.fault_count, 2);
    wv_store_close(s);
}

/* --- tampering ----------------------------------------------------------------------------------
 */

static uint64_t seed = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static int64_t ask(wv_store *s, const char *sql)
{
    wv_err err = {0};
    int64_t value = -1;
    char text[600];
    /* wv_db_prepare keeps literals; these are made as we go, so the answer goes through a table. */
    snprintf(text, sizeof text, "DELETE FROM answer; INSERT INTO answer %s", sql);
    assert_int_equal(wv_db_run(wv_store_db(s), text, &err), WV_OK);
    wv_statement *q;
    assert_int_equal(wv_db_prepare(wv_store_db(s), "SELECT value FROM answer", &q, &err), WV_OK);
    if (wv_statement_step(q, &err) == WV_OK) value = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return value;
}

static const char *const number_columns[][2] = {
    {"audit", "at"},       {"audit", "seq"},           {"audit_detail", "seq"},
    {"audit_case", "seq"}, {"audit_case", "case_num"},
};
static const char *const byte_columns[][2] = {
    {"audit", "detail_hash"},
    {"audit", "prev"},
    {"audit", "hash"},
    {"audit_detail", "salt"},
};
static const char *const text_columns[][2] = {
    {"audit", "erases"},      {"audit_detail", "verb"}, {"audit_detail", "who"},
    {"audit_detail", "role"}, {"audit_detail", "what"},
};
static const char *const tables[] = {"audit", "audit_detail", "audit_case"};

static const char *row_name(const char *table)
{
    return strcmp(table, "audit_case") == 0 ? "seq * 1000 + case_num" : "seq";
}

static int64_t some_row(wv_store *s, const char *table)
{
    char sql[300];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    int64_t rows = ask(s, sql);
    snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY 1 LIMIT 1 OFFSET %u", row_name(table),
             table, draw((uint32_t)rows));
    return ask(s, sql);
}

static void put_number(wv_store *s, char *sql, size_t room)
{
    const char *const *c = number_columns[draw(5)];
    int64_t row = some_row(s, c[0]);
    uint32_t by = draw(3) ? draw(40) + 1 : draw(1000000) + 1;
    snprintf(sql, room, "UPDATE OR REPLACE %s SET %s = %s %c %u WHERE %s = %lld", c[0], c[1], c[1],
             draw(2) ? '+' : '-', by, row_name(c[0]), (long long)row);
}

static void put_byte(wv_store *s, char *sql, size_t room)
{
    const char *const *c = byte_columns[draw(4)];
    int64_t row = some_row(s, c[0]);
    uint32_t at = draw(32);
    /* SQLite 3.40 has no unhex(): a blob is cut and put together again */
    snprintf(sql, room,
             "UPDATE %s SET %s = CAST(substr(%s, 1, %u) || CASE WHEN substr(%s, %u, 1) = x'%02x'"
             " THEN x'%02x' ELSE x'%02x' END || substr(%s, %u) AS BLOB) WHERE %s = %lld",
             c[0], c[1], c[1], at, c[1], at + 1, 0x41, 0x42, 0x41, c[1], at + 2, row_name(c[0]),
             (long long)row);
}

static void put_text(wv_store *s, char *sql, size_t room)
{
    static const char *const ways[] = {"%s || '1'", "'1-40'", "'x' || %s", "'anna '",
                                       "%s || char(0)"};
    const char *const *c = text_columns[draw(5)];
    int64_t row = some_row(s, c[0]);
    char value[100];
    const char *way = ways[draw(5)];
    int n = snprintf(value, sizeof value, "%s", way);
    const char *hole = strstr(way, "%s");
    if (hole) n = snprintf(value, sizeof value, "%.*s%s%s", (int)(hole - way), way, c[1], hole + 2);
    assert_true(n > 0);
    snprintf(sql, room, "UPDATE %s SET %s = %s WHERE %s = %lld", c[0], c[1], value, row_name(c[0]),
             (long long)row);
}

static void drop_rows(wv_store *s, char *sql, size_t room)
{
    const char *table = tables[draw(3)];
    int64_t row = some_row(s, table);
    const char *how = draw(3) ? "=" : draw(2) ? ">=" : "<=";
    snprintf(sql, room, "DELETE FROM %s WHERE %s %s %lld", table, row_name(table), how,
             (long long)row);
}

/* Two entries change places, or details change owners. */
static void swap_rows(wv_store *s, char *sql, size_t room)
{
    const char *table = tables[draw(2)];
    int64_t a = some_row(s, table), b = some_row(s, table);
    if (a == b) b = a == 1 ? 2 : 1;
    snprintf(sql, room,
             "UPDATE %s SET seq = -1 WHERE seq = %lld; UPDATE %s SET seq = %lld WHERE seq = %lld;"
             " UPDATE %s SET seq = %lld WHERE seq = -1",
             table, (long long)a, table, (long long)a, (long long)b, table, (long long)b);
}

static void insert_rows(wv_store *s, char *sql, size_t room)
{
    unsigned way = draw(3);
    if (way == 0)
        snprintf(sql, room, "INSERT OR IGNORE INTO audit_case VALUES(%lld, %u)",
                 (long long)some_row(s, "audit"), draw(50) + 100);
    else if (way == 1)
        snprintf(sql, room,
                 "INSERT OR REPLACE INTO audit_detail SELECT %lld, salt, verb, who, role, what FROM"
                 " audit_detail WHERE seq = %lld",
                 (long long)(draw(60) + 1), (long long)some_row(s, "audit_detail"));
    else
        snprintf(sql, room,
                 "INSERT OR REPLACE INTO audit SELECT seq + %u, at, detail_hash, erases, prev, hash"
                 " FROM audit WHERE seq = %lld",
                 draw(50) + 1, (long long)some_row(s, "audit"));
}

static void make_tampering(wv_store *s, char *sql, size_t room)
{
    switch (draw(6)) {
    case 0: put_number(s, sql, room); break;
    case 1: put_byte(s, sql, room); break;
    case 2: put_text(s, sql, room); break;
    case 3: drop_rows(s, sql, room); break;
    case 4: swap_rows(s, sql, room); break;
    default: insert_rows(s, sql, room); break;
    }
}

/* What the three tables hold, in one number: to see whether a statement changed anything at all. */
static uint64_t content(wv_store *s)
{
    static const char all[] =
        "SELECT 'a', seq, at, detail_hash, erases, prev, hash FROM audit UNION ALL"
        " SELECT 'd', seq, salt, verb, who, role, what FROM audit_detail UNION ALL"
        " SELECT 'c', seq, case_num, 0, 0, 0, 0 FROM audit_case ORDER BY 1, 2, 3";
    wv_statement *q;
    wv_err err = {0};
    uint64_t hash = 1;
    assert_int_equal(wv_db_prepare(wv_store_db(s), all, &q, &err), WV_OK);
    while (wv_statement_step(q, &err) == WV_OK)
        for (int i = 0; i < 7; i++) {
            wv_str v = wv_statement_get(q, i);
            hash = (hash ^ wv_hash64(v.p, v.n)) * 1099511628211u + v.n + (uint64_t)i;
        }
    return hash;
}

static void every_one_of_10000_random_tamperings_is_found(void **state)
{
    (void)state;
    const char *given = getenv("WV_TAMPERINGS");
    int wanted = given ? atoi(given) : 10000, done = 0, nothing = 0;
    wv_store *s = open_store();
    wv_err err = {0};
    uint64_t erased = 0;
    add_many(s, 0, 25);
    erase_case(s, 3, &erased);
    add_many(s, 25, 12);
    assert_int_equal(wv_db_run(wv_store_db(s), "CREATE TABLE answer(value)", &err), WV_OK);
    wv_audit_head head;
    uint8_t secret[WV_SIGN_SECRET], pub[WV_SIGN_PUBLIC];
    assert_int_equal(wv_sign_new_key(secret, pub, &err), WV_OK);
    assert_int_equal(wv_audit_head_now(s, &head, &err), WV_OK);
    wv_audit_head_sign(&head, secret);
    assert_int_equal(verify(s, &head, 1).fault_count, 0);
    uint64_t before = content(s);
    while (done < wanted) {
        char sql[700];
        assert_int_equal(wv_store_begin(s, &err), WV_OK);
        make_tampering(s, sql, sizeof sql);
        wv_rc rc = wv_db_run(wv_store_db(s), sql, &err);
        if (rc == WV_OK && content(s) != before) {
            wv_audit_report r = verify(s, &head, 1);
            if (r.fault_count == 0) print_message("not found: %s\n", sql);
            assert_true(r.fault_count > 0);
            done++;
        } else {
            nothing++;
        }
        wv_store_rollback(s);
        assert_true(nothing < wanted + 100);
    }
    print_message("%d tamperings found, %d statements that changed nothing\n", done, nothing);
    assert_int_equal(verify(s, &head, 1).fault_count, 0);
    wv_store_close(s);
}

static void a_log_written_anew_is_found_by_its_heads_alone(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    wv_audit_head head;
    uint8_t secret[WV_SIGN_SECRET], pub[WV_SIGN_PUBLIC];
    add_many(s, 0, 30);
    assert_int_equal(wv_sign_new_key(secret, pub, &err), WV_OK);
    assert_int_equal(wv_audit_head_now(s, &head, &err), WV_OK);
    wv_audit_head_sign(&head, secret);
    add_many(s, 30, 5);
    assert_int_equal(verify(s, &head, 1).fault_count, 0);
    assert_int_equal(wv_db_run(wv_store_db(s),
                               "DELETE FROM audit; DELETE FROM audit_detail; DELETE FROM"
                               " audit_case",
                               &err),
                     WV_OK);
    add_many(s, 100, 35);
    assert_int_equal(verify(s, NULL, 0).fault_count, 0);
    wv_audit_report r = verify(s, &head, 1);
    assert_int_equal(r.fault_count, 1);
    assert_int_equal(r.faults[0].kind, WV_AUDIT_FAULT_HEAD);
    assert_int_equal(wv_db_run(wv_store_db(s), "DELETE FROM audit WHERE seq > 20", &err), WV_OK);
    r = verify(s, &head, 1);
    assert_true(r.fault_count > 0);
    assert_int_equal(r.faults[0].kind, WV_AUDIT_FAULT_CUT);
    wv_store_close(s);
}

static void a_head_survives_its_line_and_no_other_signature_fits(void **state)
{
    (void)state;
    wv_err err = {0};
    uint8_t secret[WV_SIGN_SECRET], pub[WV_SIGN_PUBLIC];
    wv_audit_head head = {.seq = 12, .at = 34, .hash = {1, 2, 3}}, again;
    wv_buf line;
    wv_buf_init(&line);
    assert_int_equal(wv_sign_new_key(secret, pub, &err), WV_OK);
    wv_audit_head_sign(&head, secret);
    assert_memory_equal(head.key, pub, sizeof pub);
    wv_audit_head_write(&head, &line);
    assert_int_equal(wv_audit_head_read((wv_str){line.p, (uint32_t)line.n}, &again, &err), WV_OK);
    assert_memory_equal(&head, &again, sizeof head);
    assert_true(wv_audit_head_holds(&again));
    again.seq++;
    assert_false(wv_audit_head_holds(&again));
    again = head;
    again.signature[17] ^= 4;
    assert_false(wv_audit_head_holds(&again));
    assert_int_equal(wv_audit_head_read(WV_STR("{\"seq\":1}"), &again, &err), WV_E_RECORD);
    assert_int_equal(wv_audit_head_read(WV_STR("{\"seq\":"), &again, &err), WV_E_JSON);
    wv_buf_done(&line);
}

/* --- kill -9 ------------------------------------------------------------------------------------
 */

/* Adds for ever and says each number after its commit. */
static void write_until_killed(int out)
{
    wv_store *s = open_store();
    wv_err err = {0};
    for (int i = 0;; i++) {
        wv_audit_head head;
        if (wv_store_begin(s, &err)) _exit(1);
        for (int k = 0; k < 3; k++) add_one(s, i * 3 + k);
        if (wv_audit_head_now(s, &head, &err) || wv_store_commit(s, &err)) _exit(1);
        if (write(out, &head.seq, sizeof head.seq) != sizeof head.seq) _exit(1);
    }
}

static int64_t kill_once(void)
{
    int pipes[2];
    int64_t seq = 0, last = 0;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        write_until_killed(pipes[1]);
    }
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &last, sizeof last), sizeof last);
    usleep(draw(30000));
    kill(child, SIGKILL);
    while (read(pipes[0], &seq, sizeof seq) == sizeof seq) last = seq;
    close(pipes[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return last;
}

static void no_entry_that_was_said_is_lost_by_a_kill(void **state)
{
    (void)state;
    for (int round = 0; round < 25; round++) {
        int64_t said = kill_once();
        wv_store *s = open_store();
        wv_audit_report r = verify(s, NULL, 0);
        assert_int_equal(r.fault_count, 0);
        assert_true(r.head.seq >= said);
        wv_store_close(s);
    }
}

static void several_processes_write_one_chain(void **state)
{
    (void)state;
    enum { EACH = 60, WRITERS = 3 };
    pid_t children[WRITERS];
    wv_store_close(open_store());
    for (int w = 0; w < WRITERS; w++) {
        children[w] = fork();
        assert_true(children[w] >= 0);
        if (children[w] == 0) {
            wv_store *s = open_store();
            for (int i = 0; i < EACH; i++) add_many(s, i, 2);
            wv_store_close(s);
            _exit(0);
        }
    }
    for (int w = 0; w < WRITERS; w++) {
        int status = -1;
        assert_int_equal(waitpid(children[w], &status, 0), children[w]);
        assert_int_equal(status, 0);
    }
    wv_store *s = open_store();
    wv_audit_report r = verify(s, NULL, 0);
    assert_int_equal(r.fault_count, 0);
    assert_int_equal(r.entries, 2 * EACH * WRITERS);
    wv_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_log_that_nobody_touched_verifies, no_store, no_store),
        cmocka_unit_test_setup_teardown(an_entry_outside_of_a_transaction_is_refused, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(erased_details_are_no_fault_and_gone_ones_are, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(every_one_of_10000_random_tamperings_is_found, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(a_log_written_anew_is_found_by_its_heads_alone, no_store,
                                        no_store),
        cmocka_unit_test(a_head_survives_its_line_and_no_other_signature_fits),
        cmocka_unit_test_setup_teardown(no_entry_that_was_said_is_lost_by_a_kill, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(several_processes_write_one_chain, no_store, no_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
