/* SPDX-License-Identifier: EUPL-1.2 */
/* test_case_scenarios.c: whole cases, invented, with what must be raised by when
 * (tests/cases/NAME.feed).
 *
 * A feed is records, one a line, with the findings that a reader would make (case_feed.h), and what
 * is expected: #must SLUG TIME [level=TRIAGE] [on=ID,ID...]   raised at or before TIME, on or
 * citing one of the records #not SLUG N                                     never above severity N
 * (-1: never) */
#include "case_feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static feed_pack *g_pack;

static bool has_word(const char *line, const char *key, const char *value)
{
    char piece[160];
    snprintf(piece, sizeof piece, "\"%s\":\"%s\"", key, value);
    return strstr(line, piece) != NULL;
}

static int64_t time_in(const char *text)
{
    wv_time t;
    const char *end = strpbrk(text, "\" \n");
    wv_str s = {text, end ? (uint32_t)(end - text) : (uint32_t)strlen(text)};
    return wv_time_parse(s, 3600, &t, NULL) == WV_OK ? t.seconds : INT64_MAX;
}

static int triage_of(const char *line)
{
    static const char *const names[] = {"info", "context", "week", "today", "now"};
    for (int i = 0; i < 5; i++)
        if (has_word(line, "triage", names[i])) return i;
    return -1;
}

static int level_in(const char *want)
{
    const char *at = strstr(want, "level=");
    if (!at) return 0;
    return !strncmp(at + 6, "now", 3) ? 4 : !strncmp(at + 6, "today", 5) ? 3 : 2;
}

/* One of on=... is the flag's record or stands in the alert's evidence. */
static bool is_on(const char *line, const char *want, bool alert)
{
    const char *at = strstr(want, "on=");
    if (!at) return true;
    char ids[400];
    snprintf(ids, sizeof ids, "%s", at + 3);
    ids[strcspn(ids, " \n")] = '\0';
    const char *evidence = strstr(line, "\"evidence\":[");
    for (char *rest, *id = strtok_r(ids, ",", &rest); id; id = strtok_r(NULL, ",", &rest)) {
        char quoted[80];
        snprintf(quoted, sizeof quoted, "\"%s\"", id);
        if (alert ? evidence && strstr(evidence, quoted) : has_word(line, "record", id))
            return true;
    }
    return false;
}

static bool meets(const char *line, const char *slug, const char *want)
{
    bool alert = has_word(line, "type", "alert");
    if (alert ? !has_word(line, "pattern", slug) : !has_word(line, "signal", slug)) return false;
    const char *by = strchr(want, ' '), *raised = strstr(line, "\"raised_at\":\"");
    if (!by || !raised || time_in(raised + 13) > time_in(by + 1)) return false;
    if (alert && triage_of(line) < level_in(want)) return false;
    return is_on(line, want, alert);
}

static bool breaks(const char *line, const char *slug, int above)
{
    if (has_word(line, "type", "alert"))
        return has_word(line, "pattern", slug) && triage_of(line) + 1 > above;
    const char *at = strstr(line, "\"signal\":\"");
    for (; at; at = strstr(at + 1, "\"signal\":\"")) {
        const char *severity = strstr(at, "\"severity\":");
        if (!strncmp(at + 10, slug, strlen(slug)) && at[10 + strlen(slug)] == '"' && severity &&
            severity[11] - '0' > above)
            return true;
    }
    return false;
}

static char **split(char *text, int *count)
{
    char **lines = calloc(4000, sizeof *lines);
    *count = 0;
    for (char *rest, *line = strtok_r(text, "\n", &rest); line && *count < 4000;
         line = strtok_r(NULL, "\n", &rest))
        lines[(*count)++] = line;
    return lines;
}

static void check_expectation(const char *name, const char *line, char **out, int count)
{
    char slug[80];
    int above = -1, found = 0;
    bool must = !strncmp(line, "#must ", 6);
    const char *rest = line + (must ? 6 : 5);
    sscanf(rest, "%79s %d", slug, &above);
    for (int i = 0; i < count; i++)
        found += must ? meets(out[i], slug, rest) : breaks(out[i], slug, above);
    if (must && !found) fail_msg("%s: missing: %s", name, line);
    if (!must && found) fail_msg("%s: raised: %s", name, line);
}

static void run_scenario(const char *name)
{
    char path[80];
    size_t n;
    feed_run r;
    int expectations = 0, count, lines;
    snprintf(path, sizeof path, "tests/cases/%s.feed", name);
    char *text = feed_file(path, &n);
    text[n] = '\0';
    char **all = split(text, &lines);
    feed_begin(&r, g_pack, NULL);
    for (int i = 0; i < lines; i++)
        if (all[i][0] == '{') feed_line(&r, wv_str_of(all[i]));
    assert_int_equal(r.dead, 0);
    char *written = strndup(r.out.p ? r.out.p : "", r.out.n), **out = split(written, &count);
    for (int i = 0; i < lines; i++) {
        if (strncmp(all[i], "#must ", 6) != 0 && strncmp(all[i], "#not ", 5) != 0) continue;
        check_expectation(name, all[i], out, count);
        expectations++;
    }
    assert_true(expectations > 0);
    feed_end(&r);
    free(out), free(written), free(all), free(text);
}

#define SCENARIO(name, claim)                                                                      \
    static void claim(void **state)                                                                \
    {                                                                                              \
        (void)state;                                                                               \
        run_scenario(name);                                                                        \
    }
SCENARIO("S1", loose_incidents_at_four_desks_become_a_pattern)
SCENARIO("S2", a_ban_that_is_broken_in_disguise_is_counted)
SCENARIO("S3", a_weapon_tip_from_another_unit_makes_it_now)
SCENARIO("S4", a_strangulation_in_a_noise_complaint_stands_alone)
SCENARIO("S5", control_without_a_blow_becomes_acute)
SCENARIO("S6", the_first_weak_sign_after_release_is_told)
SCENARIO("S7", a_counter_report_is_no_evidence_and_the_paper_war_is)
SCENARIO("S8", a_grievance_beside_a_weapon_permit_is_for_today)
SCENARIO("C1", parents_about_their_child_stay_quiet)

static int open_pack(void **state)
{
    feed_open_group(state, "rules/nl-stalking");
    g_pack = *state;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loose_incidents_at_four_desks_become_a_pattern),
        cmocka_unit_test(a_ban_that_is_broken_in_disguise_is_counted),
        cmocka_unit_test(a_weapon_tip_from_another_unit_makes_it_now),
        cmocka_unit_test(a_strangulation_in_a_noise_complaint_stands_alone),
        cmocka_unit_test(control_without_a_blow_becomes_acute),
        cmocka_unit_test(the_first_weak_sign_after_release_is_told),
        cmocka_unit_test(a_counter_report_is_no_evidence_and_the_paper_war_is),
        cmocka_unit_test(a_grievance_beside_a_weapon_permit_is_for_today),
        cmocka_unit_test(parents_about_their_child_stay_quiet),
    };
    return cmocka_run_group_tests(tests, open_pack, feed_close_group);
}
