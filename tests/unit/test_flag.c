/* SPDX-License-Identifier: EUPL-1.2 */
/* test_flag.c: the output contract, byte for byte where it is promised byte for byte. */
#include "flag/flag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const wv_frozen_rule rules[] = {
    {.name = {"threat.kill.direct", 18}, .signal = {"threat.kill", 11}, .severity = 5},
    {.name = {"victim.fear.bang", 16}, .signal = {"victim.fear", 11}, .severity = 3},
    {.name = {"new.rule", 8}, .signal = {"threat.kill", 11}, .severity = 5, .experimental = true},
    {.name = {"pattern.burst", 13}, .signal = {"pattern.burst", 13}, .is_pattern = true},
};
static const wv_frozen pack = {.name = {"nl-test", 7},
                               .version = {"1.2.3", 5},
                               .sha256_hex = "00ff",
                               .rules = rules,
                               .rule_count = 4};

typedef struct world {
    wv_flag_writer writer;
    wv_buf out;
    wv_record record;
    wv_finding finding;
    wv_flag_input input;
} world;

static const wv_span spans[] = {{6, 10}};
static const wv_why why[] = {{WV_LABEL_HYPOTHETICAL, {0, 5}}};

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    wv_flag_options options = {.pack = &pack};
    assert_int_equal(wv_flag_writer_init(&w->writer, &options), WV_OK);
    wv_buf_init(&w->out);
    w->record = (wv_record){.id = WV_STR("m1"), .case_id = WV_STR("c1"), .text = WV_STR("é😡dood")};
    w->finding = (wv_finding){.rule = 0, .severity = 5, .spans = spans, .span_count = 1};
    w->input = (wv_flag_input){.record = &w->record, .own = &w->finding, .own_count = 1};
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    wv_flag_writer_done(&w->writer);
    wv_buf_done(&w->out);
    free(w);
    return 0;
}

static bool write_flag(world *w)
{
    wv_buf_clear(&w->out);
    return wv_flag_write(&w->writer, &w->out, &w->input);
}

static bool holds(const world *w, const char *piece)
{
    return memmem(w->out.p, w->out.n, piece, strlen(piece)) != NULL;
}

static void assert_holds(const world *w, const char *piece)
{
    if (!holds(w, piece)) fail_msg("no %s in %.*s", piece, (int)w->out.n, w->out.p);
}

static void a_flag_is_these_bytes(void **state)
{
    world *w = *state;
    w->record.text = WV_STR("Als je\tgaat \"dood\"");
    w->finding.spans = (const wv_span[]){{12, 18}};
    w->finding.labels = 1u << WV_LABEL_HYPOTHETICAL;
    w->finding.why = why, w->finding.why_count = 1;
    w->finding.actor = WV_STR("B");
    w->input.raised_at =
        (wv_time){.seconds = 1770124205, .offset_seconds = 3600, .known = true, .has_clock = true};
    assert_true(write_flag(w));
    static const char expected[] =
        "{\"schema\":\"waakvlam/"
        "1\",\"type\":\"flag\",\"id\":\"%s\",\"key\":\"%s\",\"record\":\"m1\","
        "\"case\":\"c1\",\"raised_at\":\"2026-02-03T14:10:05+01:00\",\"triage\":\"now\","
        "\"findings\":["
        "{\"signal\":\"threat.kill\",\"rule\":\"threat.kill.direct\",\"key\":\"%s\",\"severity\":5,"
        "\"basis\":\"said\",\"spans\":[{\"start\":12,\"end\":18,\"text\":\"\\\"dood\\\"\"}],"
        "\"scope\":{"
        "\"negated\":false,\"hypothetical\":true,\"habit\":false,\"reported\":false,\"quoted\":"
        "false,"
        "\"past\":false,\"joke\":false,\"fiction\":false,\"template\":false,\"third_party\":false},"
        "\"why\":[{\"label\":\"hypothetical\",\"start\":0,\"end\":5}],\"direction\":{\"actor\":"
        "\"B\","
        "\"target\":\"unknown\"},\"suppressed\":null,\"evidence\":[]}],\"pack\":{\"name\":\"nl-"
        "test\","
        "\"version\":\"1.2.3\",\"sha256\":\"00ff\"},\"engine\":\"" WV_VERSION "\"}\n";
    wv_buf line;
    wv_buf_init(&line);
    wv_buf_format(&line, expected, wv_id_flag(&w->record, WV_STR("00ff")).hex,
                  wv_key_flag(WV_STR("c1"), WV_STR("m1")).hex,
                  wv_key_finding(WV_STR("c1"), WV_STR("m1"), rules[0].name).hex);
    assert_int_equal(line.n, w->out.n);
    assert_memory_equal(line.p, w->out.p, line.n);
    wv_buf_done(&line);
}

static void offsets_count_what_was_asked_for(void **state)
{
    world *w = *state; /* é is 2 bytes, 1 code point, 1 unit; 😡 is 4, 1, 2 */
    static const char *const expected[] = {"\"start\":2,\"end\":6", "\"start\":6,\"end\":10",
                                           "\"start\":3,\"end\":7"};
    for (int unit = 0; unit < 3; unit++) {
        w->writer.offsets.unit = (wv_offset_unit)unit;
        assert_true(write_flag(w));
        assert_holds(w, expected[unit]);
        assert_holds(w, "\"text\":\"dood\"");
    }
}

/* Against the obvious count, over a text longer than a checkpoint, asked in any order. */
static void offsets_agree_with_a_plain_count(void **state)
{
    (void)state;
    enum { N = 9000 };
    static char text[N];
    static uint32_t points[N + 1], units[N + 1];
    static const char *const letters[] = {"a", "é", "€", "😡"};
    uint32_t n = 0, seed = 1;
    wv_offsets by_point, by_unit;
    while (n + 4 < N) {
        const char *c = letters[(seed = seed * 1103515245 + 12345) >> 16 & 3];
        uint32_t bytes = (uint32_t)strlen(c);
        memcpy(text + n, c, bytes);
        for (uint32_t i = 1; i <= bytes; i++) { /* inside a character it has begun to count */
            points[n + i] = points[n] + 1;
            units[n + i] = units[n] + (bytes == 4 ? 2 : 1);
        }
        n += bytes;
    }
    wv_offsets_init(&by_point, WV_OFFSET_CODE_POINTS);
    wv_offsets_init(&by_unit, WV_OFFSET_UTF16);
    assert_true(wv_offsets_begin(&by_point, (wv_str){text, n}));
    assert_true(wv_offsets_begin(&by_unit, (wv_str){text, n}));
    for (uint32_t i = 0; i <= n; i++) {
        uint32_t at = (uint32_t)((uint64_t)i * 7919 % (n + 1));
        assert_int_equal(wv_offsets_at(&by_point, at), points[at]);
        assert_int_equal(wv_offsets_at(&by_unit, at), units[at]);
    }
    wv_offsets_done(&by_point);
    wv_offsets_done(&by_unit);
}

static void nothing_to_show_writes_nothing(void **state)
{
    world *w = *state;
    w->input.own_count = 0;
    assert_false(write_flag(w));
    assert_int_equal(w->out.n, 0);
}

static void dropped_suppressed_and_shadow_show_under_all_only(void **state)
{
    world *w = *state;
    for (int i = 0; i < 3; i++) {
        w->finding.dropped = i == 0;
        w->finding.suppressed_by = i == 1 ? WV_STR("filter_ziek") : (wv_str){NULL, 0};
        w->finding.suppressed_at = (wv_span){0, 2};
        w->finding.rule = i == 2 ? 2 : 0;
        w->writer.options.all = false;
        assert_false(write_flag(w));
        w->writer.options.all = true;
        assert_true(write_flag(w));
        assert_holds(w, "\"triage\":\"info\""); /* nothing live: no hurry */
        assert_int_equal(holds(w, "\"dropped\":true"), i == 0);
        assert_int_equal(holds(w, "\"suppressed\":{\"by\":\"filter_ziek\",\"start\":0,\"end\":1}"),
                         i == 1);
        assert_int_equal(holds(w, "\"shadow\":true"), i == 2);
    }
}

static void triage_follows_the_highest_live_severity(void **state)
{
    world *w = *state;
    wv_finding two[] = {w->finding, w->finding};
    w->input.own = two, w->input.own_count = 2;
    two[0].severity = 5, two[0].dropped = true;
    two[1].severity = 3;
    assert_int_equal(wv_flag_triage(&w->writer, &w->input), WV_TRIAGE_WEEK);
    w->input.from_case = &w->finding, w->input.from_case_count = 1;
    w->finding.severity = 4;
    assert_int_equal(wv_flag_triage(&w->writer, &w->input), WV_TRIAGE_TODAY);
}

static void what_was_degraded_or_cut_off_is_said(void **state)
{
    world *w = *state;
    w->record.degraded = WV_DEGRADED_KIND | WV_DEGRADED_OCCURRED_AT;
    w->finding.incomplete = true;
    w->input.truncated = true;
    assert_true(write_flag(w));
    assert_holds(w, "\"degraded\":[\"kind\",\"occurred_at\"],\"findings\":[");
    assert_holds(w, "\"incomplete\":true}],\"truncated\":true,\"incomplete\":true,\"pack\"");
}

static void more_than_a_thousand_findings_are_cut_and_said(void **state)
{
    world *w = *state;
    wv_finding *many = calloc(1200, sizeof *many);
    for (int i = 0; i < 1200; i++) many[i] = w->finding;
    w->input.own = many, w->input.own_count = 1200;
    assert_true(write_flag(w));
    size_t count = 0;
    static const char piece[] = "\"signal\":";
    for (char *p = w->out.p;
         (p = memmem(p, w->out.n - (size_t)(p - w->out.p), piece, sizeof piece - 1)); p++)
        count++;
    assert_int_equal(count, 1000);
    assert_holds(w, "],\"truncated\":true,");
    free(many);
}

static void a_record_alone_has_no_case_and_a_record_without_clock_no_time(void **state)
{
    world *w = *state;
    w->record.case_id = (wv_str){NULL, 0};
    assert_true(write_flag(w));
    assert_holds(w, "\"case\":null,\"raised_at\":null,");
}

static void ids_name_content_and_pack_and_keys_do_not(void **state)
{
    world *w = *state;
    wv_id id = wv_id_flag(&w->record, WV_STR("aa"));
    assert_string_not_equal(id.hex, wv_id_flag(&w->record, WV_STR("bb")).hex);
    w->record.content[0] = 1;
    assert_string_not_equal(id.hex, wv_id_flag(&w->record, WV_STR("aa")).hex);
    /* no two pairs run together */
    assert_string_not_equal(wv_key_flag(WV_STR("ab"), WV_STR("c")).hex,
                            wv_key_flag(WV_STR("a"), WV_STR("bc")).hex);
    assert_string_equal(wv_key_flag(WV_STR("c1"), WV_STR("m1")).hex,
                        wv_key_flag(WV_STR("c1"), WV_STR("m1")).hex);
}

static void an_alert_and_its_revision_name_each_other(void **state)
{
    world *w = *state;
    static const wv_str evidence[] = {{"e4", 2}, {"m9", 2}};
    static const wv_attr facts[] = {
        {{"code", 4}, {.type = WV_VALUE_STRING, .string = {"overlast", 8}}},
        {{"count", 5}, {.type = WV_VALUE_NUMBER, .string = {"3", 1}}}};
    wv_alert alert = {.rule = 3,
                      .case_id = WV_STR("c1"),
                      .pattern = WV_STR("pattern.burst"),
                      .episode = 1,
                      .triage = WV_TRIAGE_TODAY,
                      .evidence = evidence,
                      .evidence_count = 2,
                      .facts = facts,
                      .fact_count = 2};
    wv_revision revision = {
        .of = WV_REVISION_OF_ALERT, .alert = alert, .because = evidence + 1, .because_count = 1};
    wv_flag_write_alert(&w->writer, &w->out, &alert);
    wv_flag_write_revision(&w->writer, &w->out, &revision);
    assert_holds(w, "\"type\":\"alert\",\"id\":\"");
    assert_holds(
        w,
        "\"case\":\"c1\",\"pattern\":\"pattern.burst\",\"rule\":\"pattern.burst\",\"episode\":1,");
    assert_holds(w, "\"triage\":\"today\",\"evidence\":[\"e4\",\"m9\"],\"facts\":{\"code\":"
                    "\"overlast\",\"count\":3},");
    wv_buf of;
    wv_buf_init(&of);
    wv_buf_format(&of, "\"of\":\"%s\",\"case\":\"c1\",\"standing\":false,",
                  wv_id_alert(&alert, WV_STR("00ff")).hex);
    wv_buf_byte(&of, '\0');
    assert_holds(w, of.p);
    assert_holds(w, "\"because\":[\"m9\"],");
    wv_buf_done(&of);
}

static void a_late_flag_has_one_finding_and_no_spans(void **state)
{
    world *w = *state;
    static const wv_str evidence[] = {{"e1", 2}};
    wv_late_flag late = {
        .case_id = WV_STR("c1"),
        .record = WV_STR("m0"),
        .finding = {.rule = 1, .severity = 3, .evidence = evidence, .evidence_count = 1}};
    wv_flag_write_late(&w->writer, &w->out, &late);
    assert_holds(
        w,
        "\"record\":\"m0\",\"case\":\"c1\",\"raised_at\":null,\"triage\":\"week\",\"findings\":[");
    assert_holds(w, "\"spans\":[],");
    assert_holds(w, "\"evidence\":[\"e1\"]}]");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_flag_is_these_bytes),
        T(offsets_count_what_was_asked_for),
        T(offsets_agree_with_a_plain_count),
        T(nothing_to_show_writes_nothing),
        T(dropped_suppressed_and_shadow_show_under_all_only),
        T(triage_follows_the_highest_live_severity),
        T(what_was_degraded_or_cut_off_is_said),
        T(more_than_a_thousand_findings_are_cut_and_said),
        T(a_record_alone_has_no_case_and_a_record_without_clock_no_time),
        T(ids_name_content_and_pack_and_keys_do_not),
        T(an_alert_and_its_revision_name_each_other),
        T(a_late_flag_has_one_finding_and_no_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
