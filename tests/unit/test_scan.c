/* SPDX-License-Identifier: EUPL-1.2 */
/* test_scan.c: what a rule author may count on: units, filters, voices, quotations, regexes,
 * limits; no allocation when warm. */
#include "oracle/made_pack.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- one rule, one text ---- */

static wv_frozen *g_pack;
static wv_scratch *g_scratch;

static void open_rules(const made_rule *rules, uint32_t count)
{
    g_pack = made_pack(rules, count);
    assert_non_null(g_pack);
    assert_int_equal(wv_scratch_new(g_pack, &g_scratch, NULL), WV_OK);
}

static void close_rules(void)
{
    wv_scratch_free(g_scratch);
    wv_frozen_free(g_pack);
}

/* Number of findings of one pattern in one text. */
static uint32_t found(const char *pattern, const char *text)
{
    const made_rule rule = {.name = "r", .patterns = {pattern}};
    open_rules(&rule, 1);
    uint32_t n = made_scan(g_scratch, text, WV_KIND_REPORT).count;
    close_rules();
    return n;
}

#define assert_found(pattern, text) assert_true(found(pattern, text) > 0)
#define assert_not_found(pattern, text) assert_int_equal(found(pattern, text), 0)

static void a_word_stands_for_all_its_forms(void **state)
{
    (void)state;
    assert_found("slaan", "Hij sloeg haar.");
    assert_found("slaan", "Zij is geslagen.");
    assert_found("kind", "De kinderen waren erbij.");
    assert_not_found("=slaan", "Hij sloeg haar.");
    assert_not_found("slaan:n", "Hij sloeg haar.");
    assert_found("bedreigen", "Hij heeft mij bedreigd.");
    assert_not_found("mes", "Het meisje zat mee te kijken.");
}

static void chat_spelling_is_read_as_what_it_stands_for(void **state)
{
    (void)state;
    assert_found("=niet", "ik kom nie");
    assert_found("((=ik | =k) & slaan)", "kzal je slaan");
}

static void a_contraction_is_two_words_with_their_own_spans(void **state)
{
    (void)state;
    const made_rule rule = {.name = "r", .patterns = {"(=k | =ik) gaan"}};
    open_rules(&rule, 1);
    wv_findings f = made_scan(g_scratch, "kga naar huis", WV_KIND_MESSAGE);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].spans[0].start, 0);
    assert_int_equal(f.items[0].spans[f.items[0].span_count - 1].end, 3);
    close_rules();
}

static void split_verbs_match_in_every_shape(void **state)
{
    (void)state;
    assert_found("op+bellen", "Hij belt mij de hele nacht op.");
    assert_found("op+bellen", "Zij heeft hem opgebeld.");
    assert_found("op+bellen", "Hij probeerde haar op te bellen.");
    assert_found("op+bellen", "Ik wil dat hij mij opbelt.");
    assert_not_found("op+bellen", "Hij belt haar. De kat zit op de tafel.");
}

static void both_pieces_of_a_split_verb_are_evidence(void **state)
{
    (void)state;
    const made_rule rule = {.name = "r", .patterns = {"op+bellen"}};
    open_rules(&rule, 1);
    wv_findings f = made_scan(g_scratch, "Hij belt mij elke nacht op.", WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].span_count, 2);
    assert_int_equal(f.items[0].spans[0].start, 4);
    assert_int_equal(f.items[0].spans[1].start, 24);
    close_rules();
}

static void groups_gaps_and_windows_keep_to_clause_and_distance(void **state)
{
    (void)state;
    assert_found("(hals & plek)", "Er waren plekken te zien in haar hals.");
    assert_not_found("(vallen & lastig)", "Hij viel van de trap, ik vond het lastig om te helpen.");
    assert_found("pijn .. slikken", "Zij had pijn bij het slikken.");
    assert_not_found("slikken .. pijn", "Zij had pijn bij het slikken.");
    assert_found("(kat & hond)~3", "de kat en hond");
    assert_not_found("(kat & hond)~3", "de kat en de grote hond");
    assert_not_found("kat ..1 hond", "de kat of de hond");
    assert_found("kat ..2 hond", "de kat of de hond");
    assert_found("rode? vis", "een vis");
}

static void one_word_serves_only_once_in_a_match(void **state)
{
    (void)state;
    assert_not_found("(kat & kat)", "De kat slaapt.");
    assert_found("(kat & kat)", "De kat ziet een kat.");
}

/* ---- filters, units, conditions ---- */

static void a_filter_suppresses_and_never_deletes(void **state)
{
    (void)state;
    const made_rule rule = {.name = "r", .patterns = {"schor"}, .filters = {"verkouden"}};
    open_rules(&rule, 1);
    wv_findings f = made_scan(g_scratch, "Zij was schor en verkouden.", WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_true(wv_str_is(f.items[0].suppressed_by, "filter_b"));
    assert_int_equal(f.items[0].suppressed_at.start, 17);
    f = made_scan(g_scratch, "Zij was schor.", WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].suppressed_by.n, 0);
    close_rules();
}

static void at_high_severity_a_filter_reaches_no_further_than_the_sentence(void **state)
{
    (void)state;
    const char *text = "Zij was schor. Zij was ook verkouden.";
    for (uint8_t severity = 0; severity <= 5; severity += 5) {
        const made_rule rule = {.name = "r",
                                .patterns = {"schor"},
                                .filters = {"verkouden"},
                                .unit = WV_UNIT_RECORD,
                                .severity = severity};
        open_rules(&rule, 1);
        wv_findings f = made_scan(g_scratch, text, WV_KIND_REPORT);
        assert_int_equal(f.count, 1);
        assert_int_equal(f.items[0].suppressed_by.n > 0, severity == 0);
        close_rules();
    }
}

static uint32_t found_in_unit(wv_unit unit, const char *a, const char *b, const char *text)
{
    wv_selection_ast selections[2];
    wv_pack_ast *ast = made_ast(&(const made_rule){.name = "r", .patterns = {a}, .unit = unit}, 1);
    const char *texts[2][2] = {{a, NULL}, {b, NULL}};
    wv_rule_ast *rule = (wv_rule_ast *)(uintptr_t)ast->rules;
    selections[0] = made_selection(&ast->arena, "a", texts[0]);
    selections[1] = made_selection(&ast->arena, "b", texts[1]);
    rule->selections = selections;
    rule->selection_count = 2;
    rule->condition = made_lit("all of them");
    wv_diags diags;
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_freeze(ast, &g_pack, &diags, NULL), WV_OK);
    assert_int_equal(wv_scratch_new(g_pack, &g_scratch, NULL), WV_OK);
    uint32_t n = made_scan(g_scratch, text, WV_KIND_REPORT).count;
    wv_diags_done(&diags);
    close_rules();
    return n;
}

static void a_condition_holds_per_unit(void **state)
{
    (void)state;
    const char *apart = "Zij was schor. Hij was boos. Zij had plekken.";
    const char *near = "Zij was schor. Zij had plekken. Hij was boos.";
    assert_int_equal(found_in_unit(WV_UNIT_SENTENCE, "schor", "plek", near), 0);
    assert_int_equal(found_in_unit(WV_UNIT_TWO_SENTENCES, "schor", "plek", near), 1);
    assert_int_equal(found_in_unit(WV_UNIT_TWO_SENTENCES, "plek", "schor", near), 1);
    assert_int_equal(found_in_unit(WV_UNIT_TWO_SENTENCES, "schor", "plek", apart), 0);
    assert_int_equal(found_in_unit(WV_UNIT_RECORD, "schor", "plek", apart), 1);
    assert_int_equal(
        found_in_unit(WV_UNIT_CLAUSE, "schor", "plek", "Zij was schor, maar hij had plekken."), 0);
    assert_int_equal(found_in_unit(WV_UNIT_CLAUSE, "schor", "plek", "Zij was schor met plekken."),
                     1);
}

/* ---- voices ---- */

/* ---- what is read ---- */

/* Bit i: sentence i was read. */
static uint32_t sentences_read(const made_rule *rule, const char *text, uint32_t *findings)
{
    uint32_t read = 0;
    open_rules(rule, 1);
    *findings = made_scan(g_scratch, text, WV_KIND_REPORT).count;
    for (uint32_t i = 0; i < g_scratch->sentence_count; i++)
        read |= (uint32_t)g_scratch->sentences[i].read << i;
    close_rules();
    return read;
}

static void only_sentences_that_a_rule_reaches_are_read(void **state)
{
    (void)state;
    const char *text = "Hij kwam thuis. Zij at brood. De auto was rood. Het regende. Hij wurgde de "
                       "kat. Zij liep weg. Het bleef koud.";
    const struct {
        made_rule rule;
        uint32_t read, findings;
    } cases[] = {
        {{.name = "r", .patterns = {"(wurgen & <dier>)"}, .unit = WV_UNIT_SENTENCE}, 0x10, 1},
        {{.name = "r", .patterns = {"(wurgen & <dier>)"}, .unit = WV_UNIT_TWO_SENTENCES}, 0x3c, 1},
        {{.name = "r", .patterns = {"(wurgen & <dier>)"}, .unit = WV_UNIT_RECORD}, 0x7f, 1},
        {{.name = "r", .patterns = {"(wurgen & =muis)"}, .unit = WV_UNIT_RECORD}, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t findings;
        assert_int_equal(sentences_read(&cases[i].rule, text, &findings), cases[i].read);
        assert_int_equal(findings, cases[i].findings);
    }
}

static void a_filter_in_the_sentence_before_is_read_too(void **state)
{
    (void)state;
    const made_rule rule = {.name = "r",
                            .patterns = {"wurgen"},
                            .filters = {"judo"},
                            .unit = WV_UNIT_TWO_SENTENCES};
    open_rules(&rule, 1);
    const char *text = "Het was koud. Daar at hij brood. Hij doet aan judo. Hij wurgde de ander.";
    wv_findings f = made_scan(g_scratch, text, WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_true(f.items[0].suppressed_by.n > 0);
    close_rules();
}

static uint8_t voices_of(const char *text)
{
    const made_rule rule = {.name = "r", .patterns = {"(slaan & <target>)"}};
    open_rules(&rule, 1);
    wv_findings f = made_scan(g_scratch, text, WV_KIND_REPORT);
    uint8_t mask = 0;
    for (uint32_t i = 0; i < f.count; i++) mask |= f.items[i].voices;
    close_rules();
    return mask;
}

static void slots_are_read_by_voice(void **state)
{
    (void)state;
    assert_int_equal(voices_of("ik ga je slaan"), 1u << WV_VOICE_P);
    assert_int_equal(voices_of("hij gaat mij slaan"), 1u << WV_VOICE_V);
    assert_int_equal(voices_of("hij gaat mijn zus slaan"), 1u << WV_VOICE_V);
    assert_int_equal(voices_of("hij gaat haar slaan"), 1u << WV_VOICE_T | 1u << WV_VOICE_R);
}

static void quoted_words_are_the_others_own_or_the_targets(void **state)
{
    (void)state;
    assert_int_equal(voices_of("Zij riep: \"hij gaat mij slaan\"."),
                     WV_VOICES_ALL & ~(1u << WV_VOICE_P));
    assert_int_equal(voices_of("Hij riep: \"ik ga je slaan\"."), WV_VOICES_ALL);
}

/* ---- regexes ---- */

static void open_regex(const char *regex, const char *need)
{
    wv_pack_ast *ast = made_ast(&(const made_rule){.name = "r", .patterns = {"kat"}}, 1);
    wv_rule_ast *rule = (wv_rule_ast *)(uintptr_t)ast->rules;
    const char *texts[] = {regex, NULL}, *needs[] = {need, NULL};
    wv_selection_ast *selection = (wv_selection_ast *)(uintptr_t)rule->selections;
    *selection = made_selection(&ast->arena, "a", texts);
    wv_field_ast *field = (wv_field_ast *)(uintptr_t)selection->branches[0].fields;
    field->modifier = WV_MOD_RE;
    field->needs = made_lits(&ast->arena, needs);
    wv_diags diags;
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_freeze(ast, &g_pack, &diags, NULL), WV_OK);
    assert_int_equal(wv_scratch_new(g_pack, &g_scratch, NULL), WV_OK);
    wv_diags_done(&diags);
}

static void a_regex_crosses_clauses_but_not_sentences_and_sees_around_it(void **state)
{
    (void)state;
    open_regex("(?<=bel )06-?\\d+", "bel");
    wv_findings f = made_scan(g_scratch, "Ik bel 0612345678, nu.", WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].spans[0].start, 7);
    assert_int_equal(f.items[0].spans[0].end, 17);
    close_rules();
    open_regex("kat.*hond", NULL);
    assert_int_equal(
        made_scan(g_scratch, "De kat, die slaapt, ziet een hond.", WV_KIND_REPORT).count, 1);
    assert_int_equal(
        made_scan(g_scratch, "De kat slaapt. Hij ziet een hond.", WV_KIND_REPORT).count, 0);
    close_rules();
}

static void a_regex_is_tried_only_behind_its_gate(void **state)
{
    (void)state;
    open_regex("\\d{4}", "code");
    assert_int_equal(made_scan(g_scratch, "In 2024 was het koud.", WV_KIND_REPORT).count, 0);
    assert_int_equal(made_scan(g_scratch, "De codes zijn 2024 en 2025.", WV_KIND_REPORT).count, 1);
    close_rules();
}

static void a_regex_that_explodes_marks_the_finding_incomplete(void **state)
{
    (void)state;
    open_regex("(a+)+[bc]", NULL);
    char text[4096];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = 0;
    wv_findings f = made_scan(g_scratch, text, WV_KIND_REPORT);
    assert_int_equal(f.count, 1);
    assert_true(f.items[0].incomplete);
    close_rules();
}

/* ---- many rules, many records ---- */

static const made_rule MANY[] = {
    {.name = "a", .patterns = {"(slaan & <target>)"}},
    {.name = "b", .patterns = {"op+bellen", "(kat & hond)"}},
    {.name = "c", .patterns = {"<dier>"}, .filters = {"boom"}},
    {.name = "d", .patterns = {"(<plek> & <neg>)"}, .unit = WV_UNIT_TWO_SENTENCES},
    {.name = "e", .patterns = {"slaan", "<num> .. kat", "je ... hond"}, .severity = 5},
    {.name = "f", .patterns = {"(kat | hond | =je | =mij) .. <target>"}, .unit = WV_UNIT_CLAUSE},
};
enum { MANY_COUNT = sizeof MANY / sizeof *MANY };

static const char *const TEXTS[] = {
    "Hij belt mij op en slaat mij, maar de kat en de hond zijn niet in huis.",
    "Ik sla je. Je ziet drie katten. De boom en de hond vallen om.",
    "Hij zei: \"ik ga je slaan\" en belde haar om 14:10 weer op 😡",
    "Op straat loopt geen rode vis. Mijn zus sloeg haar hond 40x.",
    "kga je slaan als je mij nie belt",
};
enum { TEXT_COUNT = sizeof TEXTS / sizeof *TEXTS };

static void adding_a_rule_removes_no_finding(void **state)
{
    (void)state;
    for (uint32_t n = 1; n < MANY_COUNT; n++) {
        wv_buf few, more;
        wv_buf_init(&few), wv_buf_init(&more);
        for (int k = 0; k < 2; k++) {
            open_rules(MANY, n + (uint32_t)k);
            for (int i = 0; i < TEXT_COUNT; i++) {
                wv_findings f = made_scan(g_scratch, TEXTS[i], WV_KIND_REPORT);
                made_write(k ? &more : &few, g_pack, &f, n);
            }
            close_rules();
        }
        assert_true(few.n > 0);
        assert_int_equal(few.n, more.n);
        assert_memory_equal(few.p, more.p, few.n);
        wv_buf_done(&few), wv_buf_done(&more);
    }
}

static void a_record_leaves_nothing_behind(void **state)
{
    (void)state;
    open_rules(MANY, MANY_COUNT);
    for (int i = 0; i < TEXT_COUNT; i++) {
        wv_buf fresh, used;
        wv_scratch *other = NULL;
        wv_buf_init(&fresh), wv_buf_init(&used);
        assert_int_equal(wv_scratch_new(g_pack, &other, NULL), WV_OK);
        wv_findings f = made_scan(other, TEXTS[i], WV_KIND_REPORT);
        made_write(&fresh, g_pack, &f, UINT32_MAX);
        f = made_scan(g_scratch, TEXTS[i], WV_KIND_REPORT);
        made_write(&used, g_pack, &f, UINT32_MAX);
        assert_int_equal(fresh.n, used.n);
        assert_true(fresh.n > 0);
        assert_memory_equal(fresh.p, used.p, fresh.n);
        wv_buf_done(&fresh), wv_buf_done(&used);
        wv_scratch_free(other);
    }
    close_rules();
}

static uint64_t g_allocations, g_left = UINT64_MAX;

static void *count_resize(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (!new_bytes) {
        free(old);
        return NULL;
    }
    g_allocations++;
    if (g_left != UINT64_MAX && (g_left == 0 || g_left-- == 0)) return NULL;
    return realloc(old, new_bytes);
}

static void a_warm_scratch_allocates_nothing(void **state)
{
    (void)state;
    open_rules(MANY, MANY_COUNT);
    for (int round = 0; round < 3; round++) {
        uint64_t before = g_allocations;
        for (int i = 0; i < TEXT_COUNT; i++)
            assert_true(made_scan(g_scratch, TEXTS[i], WV_KIND_REPORT).count > 0);
        if (round)
            assert_int_equal(g_allocations, before);
        else
            assert_true(g_allocations > before);
    }
    close_rules();
}

static void out_of_memory_anywhere_is_an_error_code(void **state)
{
    (void)state;
    g_pack = made_pack(MANY, MANY_COUNT);
    assert_non_null(g_pack);
    uint64_t failures = 0;
    for (uint64_t n = 0; n < 100000; n++) {
        wv_record record = {.id = WV_STR("t"), .text = wv_str_of(TEXTS[failures % TEXT_COUNT])};
        wv_findings findings;
        wv_scratch *scratch = NULL;
        g_left = n;
        wv_rc rc = wv_scratch_new(g_pack, &scratch, NULL);
        if (rc == WV_OK) rc = wv_scan_record(scratch, &record, &findings, NULL);
        g_left = UINT64_MAX;
        if (scratch && rc != WV_OK) { /* and the scratch is as good as new afterwards */
            assert_int_equal(wv_scan_record(scratch, &record, &findings, NULL), WV_OK);
            assert_true(findings.count > 0);
        }
        wv_scratch_free(scratch);
        if (rc == WV_OK) break;
        assert_int_equal(rc, WV_E_NOMEM);
        failures++;
    }
    assert_true(failures > 20 && failures < 100000);
    wv_frozen_free(g_pack);
}

static void a_text_of_many_words_in_one_sentence_is_scanned_and_ends(void **state)
{
    (void)state;
    enum { WORDS = 20000 };
    char *text = malloc(WORDS * 5 + 1);
    assert_non_null(text);
    for (int i = 0; i < WORDS; i++) memcpy(text + 5 * i, i % 3 ? "je   " : "hond ", 5);
    text[WORDS * 5] = 0;
    const made_rule rule = {
        .name = "r",
        .patterns = {"(hond & hond & hond & hond & kat?)~400", "(je & je & je & =kat)"}};
    open_rules(&rule, 1);
    assert_true(made_scan(g_scratch, text, WV_KIND_REPORT).count > 0);
    close_rules();
    free(text);
}

int main(void)
{
    wv_mem_set_hook(count_resize, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_stands_for_all_its_forms),
        cmocka_unit_test(chat_spelling_is_read_as_what_it_stands_for),
        cmocka_unit_test(a_contraction_is_two_words_with_their_own_spans),
        cmocka_unit_test(split_verbs_match_in_every_shape),
        cmocka_unit_test(both_pieces_of_a_split_verb_are_evidence),
        cmocka_unit_test(groups_gaps_and_windows_keep_to_clause_and_distance),
        cmocka_unit_test(one_word_serves_only_once_in_a_match),
        cmocka_unit_test(a_filter_suppresses_and_never_deletes),
        cmocka_unit_test(at_high_severity_a_filter_reaches_no_further_than_the_sentence),
        cmocka_unit_test(a_condition_holds_per_unit),
        cmocka_unit_test(only_sentences_that_a_rule_reaches_are_read),
        cmocka_unit_test(a_filter_in_the_sentence_before_is_read_too),
        cmocka_unit_test(slots_are_read_by_voice),
        cmocka_unit_test(quoted_words_are_the_others_own_or_the_targets),
        cmocka_unit_test(a_regex_crosses_clauses_but_not_sentences_and_sees_around_it),
        cmocka_unit_test(a_regex_is_tried_only_behind_its_gate),
        cmocka_unit_test(a_regex_that_explodes_marks_the_finding_incomplete),
        cmocka_unit_test(adding_a_rule_removes_no_finding),
        cmocka_unit_test(a_record_leaves_nothing_behind),
        cmocka_unit_test(a_warm_scratch_allocates_nothing),
        cmocka_unit_test(out_of_memory_anywhere_is_an_error_code),
        cmocka_unit_test(a_text_of_many_words_in_one_sentence_is_scanned_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
