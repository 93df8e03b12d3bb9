/* SPDX-License-Identifier: EUPL-1.2 */
/* test_run.c: the pipeline's parts: sinks, statistics, globs, base64, and the pipeline itself on a
 * small pack. What a user sees of it stands in tests/system/scan.sh. */
#include "run/dead.h"
#include "run/glob.h"
#include "run/run.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/wv_run_XXXXXX";

static const char *path_of(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ & 3];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static bool file_is(const char *path, const char *expected)
{
    char got[256] = "";
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    size_t n = fread(got, 1, sizeof got - 1, f);
    fclose(f);
    return n == strlen(expected) && memcmp(got, expected, n) == 0;
}

static void a_sink_shows_its_file_when_committed_and_not_before(void **state)
{
    (void)state;
    wv_sink s;
    const char *path = path_of("out");
    for (int round = 0; round < 2; round++) { /* a new file, then over an old one */
        assert_int_equal(wv_sink_open(&s, path, 0600, NULL), WV_OK);
        assert_int_equal(wv_sink_write(&s, round ? "two" : "one", 3, NULL), WV_OK);
        assert_true(round ? file_is(path, "one") : access(path, F_OK) != 0);
        assert_int_equal(wv_sink_commit(&s, NULL), WV_OK);
        wv_sink_close(&s);
        assert_true(file_is(path, round ? "two" : "one"));
    }
}

static void a_sink_that_is_not_committed_leaves_nothing(void **state)
{
    (void)state;
    wv_sink s;
    const char *path = path_of("gone");
    assert_int_equal(wv_sink_open(&s, path, 0600, NULL), WV_OK);
    assert_int_equal(wv_sink_write(&s, "x", 1, NULL), WV_OK);
    wv_sink_close(&s);
    assert_true(access(path, F_OK) != 0);
    char command[256];
    snprintf(command, sizeof command, "test -z \"$(ls -A %s | grep part)\"", folder);
    assert_int_equal(system(command), 0);
}

static void a_sink_tells_a_full_disk_from_a_reader_that_left(void **state)
{
    (void)state;
    wv_sink s;
    wv_err err;
    int ends[2];
    assert_int_equal(wv_sink_open(&s, "/dev/full", 0600, &err), WV_OK);
    assert_int_equal(wv_sink_write(&s, "x", 1, &err), WV_E_IO);
    assert_int_equal(wv_sink_write(&s, "x", 1, &err), WV_E_IO); /* and goes on saying so */
    wv_sink_close(&s);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    s = (wv_sink){.path = "pipe", .fd = ends[1]};
    assert_int_equal(wv_sink_write(&s, "x", 1, &err), WV_E_CLOSED);
    wv_sink_close(&s);
}

static void globs_match_all_of_a_name(void **state)
{
    (void)state;
    assert_true(wv_glob_matches("threat.*", WV_STR("threat.kill")));
    assert_true(wv_glob_matches("*", WV_STR("")));
    assert_true(wv_glob_matches("*kill*", WV_STR("threat.kill")));
    assert_true(wv_glob_matches("t*t.k??l", WV_STR("threat.kill")));
    assert_false(wv_glob_matches("threat", WV_STR("threat.kill")));
    assert_false(wv_glob_matches("*.kil", WV_STR("threat.kill")));
    assert_false(wv_glob_matches("", WV_STR("a")));
    assert_false(wv_glob_matches("?", WV_STR("")));
    assert_false(wv_glob_matches("a*a*a*a*b", WV_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
}

static void base64_is_the_rfc_s(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},        {"f", "Zg=="},          {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}, {"\xFF\xFE\xFD\xFC", "//79/A=="}};
    wv_buf b;
    (void)state;
    wv_buf_init(&b);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        wv_buf_clear(&b);
        wv_base64(&b, wv_str_of(pairs[i][0]));
        assert_int_equal(b.n, strlen(pairs[i][1]));
        if (b.n) assert_memory_equal(b.p, pairs[i][1], b.n);
    }
    wv_buf_done(&b);
}

static void a_tally_is_bounded_and_keeps_sentences_out(void **state)
{
    wv_run_stats s;
    char name[16];
    (void)state;
    wv_run_stats_init(&s);
    wv_tally_add(&s, &s.unknown_fields, WV_STR("ik weet waar je woont"), 1);
    for (int i = 0; i < 100; i++) {
        int n = snprintf(name, sizeof name, "f%d", i);
        wv_tally_add(&s, &s.unknown_fields, (wv_str){name, (uint32_t)n}, 2);
    }
    assert_int_equal(s.unknown_fields.names.count, WV_STATS_NAMES_MAX);
    assert_int_equal(s.unknown_fields.others, 1 + (100 - WV_STATS_NAMES_MAX) * 2);
    wv_run_stats_done(&s);
}

/* ---- the pipeline ---- */

static wv_frozen *open_pack(void)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_open("tests/packs/minimal", &pack, &diags, NULL);
    wv_diags_done(&diags);
    if (rc) fail_msg("tests/packs/minimal: %s (run from the root of the tree)", wv_rc_text(rc));
    return pack;
}

static void write_feed(const char *path, int records)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (int i = 0; i < records; i++) {
        switch (i % 5) {
        case 0:
            fprintf(f, "{\"id\":\"m%d\",\"from\":\"B\",\"text\":\"Ik maak je dood.\"}\n", i);
            break;
        case 1: fprintf(f, "{\"id\":\"m%d\",\"text\":\"Het regent vandaag.\"}\n", i); break;
        case 2: fprintf(f, "{\"id\":\"m%d\",\"text\":\"kapot\n", i); break;
        case 3: fputs("{\"id\":\"same\",\"case\":\"c\",\"text\":\"Het regent.\"}\n", f); break;
        default: fputs("\n", f);
        }
    }
    fclose(f);
}

/* Runs the feed to files; returns both of them in one buffer. */
static void run_feed(const wv_frozen *pack, const char *feed, int threads, size_t chunk_bytes,
                     wv_run_stats *stats, wv_buf *out)
{
    const char *const paths[] = {feed};
    const char *flags = path_of("flags"), *dead = path_of("dead");
    wv_sink sinks[2];
    wv_rc worst;
    wv_err err;
    wv_sink_init(&sinks[1]);
    assert_int_equal(wv_sink_open(&sinks[0], flags, 0600, NULL), WV_OK);
    wv_run_options o = {.pack = pack,
                        .paths = paths,
                        .path_count = 1,
                        .fail_on = {.severity = 5},
                        .threads = threads,
                        .out = &sinks[0],
                        .dead = &sinks[1],
                        .dead_path = dead};
    o.input.chunk_bytes = chunk_bytes;
    o.input.stop_fd = -1;
    assert_int_equal(wv_run(&o, stats, &worst, &err), WV_OK);
    assert_int_equal(worst, WV_OK);
    for (int i = 0; i < 2; i++) {
        static char text[1 << 20];
        assert_int_equal(wv_sink_commit(&sinks[i], NULL), WV_OK);
        wv_sink_close(&sinks[i]);
        FILE *f = fopen(i ? dead : flags, "rb");
        assert_non_null(f);
        wv_buf_add(out, text, fread(text, 1, sizeof text, f));
        fclose(f);
    }
}

static void the_account_balances_and_threads_change_no_byte(void **state)
{
    (void)state;
    enum { RECORDS = 1000 };
    wv_frozen *pack = open_pack();
    char feed[128];
    wv_buf first, again;
    snprintf(feed, sizeof feed, "%s", path_of("feed")); /* path_of has few buffers */
    write_feed(feed, RECORDS);
    wv_buf_init(&first);
    wv_buf_init(&again);
    for (int round = 0; round < 9; round++) {
        static const size_t chunks[] = {0, 1, 333};
        wv_run_stats stats;
        wv_buf *out = round ? &again : &first;
        wv_buf_clear(&again);
        wv_run_stats_init(&stats);
        run_feed(pack, feed, 1 << (round % 3), chunks[round / 3], &stats, out);
        assert_true(wv_run_stats_balance(&stats));
        assert_true(stats.matched);
        assert_int_equal(stats.read, RECORDS / 5 * 4);
        assert_int_equal(stats.dead, RECORDS / 5);
        assert_int_equal(stats.seen, RECORDS / 5 - 1);
        assert_int_equal(stats.flags, RECORDS / 5);
        assert_int_equal(stats.empty_lines, RECORDS / 5);
        wv_run_stats_done(&stats);
        if (!round) continue;
        assert_int_equal(first.n, again.n);
        assert_memory_equal(first.p, again.p, first.n);
    }
    wv_buf_done(&first);
    wv_buf_done(&again);
    wv_frozen_free(pack);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sink_shows_its_file_when_committed_and_not_before),
        cmocka_unit_test(a_sink_that_is_not_committed_leaves_nothing),
        cmocka_unit_test(a_sink_tells_a_full_disk_from_a_reader_that_left),
        cmocka_unit_test(globs_match_all_of_a_name),
        cmocka_unit_test(base64_is_the_rfc_s),
        cmocka_unit_test(a_tally_is_bounded_and_keeps_sentences_out),
        cmocka_unit_test(the_account_balances_and_threads_change_no_byte),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
