/* SPDX-License-Identifier: EUPL-1.2 */
/* test_case.c: what the case stage promises, said in feeds of a few records, with the pack that is
 * shipped. */
#include "case_feed.h"
#include "case/claim.h"
#include "case/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define ROLES(c)                                                                                   \
    "{\"id\":\"rollen\",\"case\":\"" c                                                             \
    "\",\"kind\":\"event\",\"type\":\"case.roles\",\"occurred_at\":\"2026-01-01T08:00:00+01:00\"," \
    "\"attrs\":{\"A\":\"target\",\"B\":\"other\",\"D\":\"third\"}}\n"
#define AT(day, clock) "\"occurred_at\":\"2026-01-" day "T" clock ":00+01:00\""
#define EVENT(id, type, when, attrs)                                                               \
    "{\"id\":\"" id "\",\"case\":\"z\",\"kind\":\"event\",\"type\":\"" type "\"," when             \
    ",\"attrs\":" attrs "}\n"
#define MESSAGE(id, from, to, when, more)                                                          \
    "{\"id\":\"" id "\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"" from "\",\"to\":\"" to    \
    "\"," when "," more "\"text\":\"x\"}\n"
#define REPORT(id, reporter, when, more)                                                           \
    "{\"id\":\"" id                                                                                \
    "\",\"case\":\"z\",\"kind\":\"report\",\"source\":\"politie\",\"reporter\":\"" reporter        \
    "\"," when "," more "\"text\":\"x\"}\n"

static feed_pack *g_pack;

typedef struct outcome {
    char *text;
    uint32_t seen, dead;
} outcome;

static outcome run(const char *feed)
{
    feed_run r;
    feed_begin(&r, g_pack, NULL);
    feed_text(&r, feed, strlen(feed));
    outcome o = {strndup(r.out.p ? r.out.p : "", r.out.n), r.seen, r.dead};
    feed_end(&r);
    return o;
}

/* Lines that hold all of the pieces; pieces end with NULL. */
static int lines_with(const char *text, ...)
{
    int count = 0;
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        size_t n = end ? (size_t)(end - line) : strlen(line);
        char *copy = strndup(line, n);
        bool all = true;
        va_list pieces;
        va_start(pieces, text);
        for (const char *piece; (piece = va_arg(pieces, const char *)) != NULL;)
            all = all && strstr(copy, piece);
        va_end(pieces);
        count += all;
        free(copy);
        line = end ? end + 1 : line + n;
    }
    return count;
}

#define ORDER                                                                                      \
    EVENT("ban", "order.imposed", AT("02", "10:00"),                                               \
          "{\"order\":\"O1\",\"against\":\"B\",\"protects\":[\"A\",\"M\"],\"until\":\"2026-01-"    \
          "20\",\"forbids\":\"contact\"}")

static void a_bank_transfer_within_a_ban_is_a_breach_that_names_the_order(void **state)
{
    (void)state;
    outcome o =
        run(ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("04", "12:00"), "\"channel\":\"bank\","));
    assert_int_equal(lines_with(o.text, "\"record\":\"m1\"", "order.breach.contact",
                                "\"evidence\":[\"ban\",\"m1\"]", NULL),
                     1);
    assert_int_equal(
        lines_with(o.text, "\"alert\"", "pattern.order_breach", "\"triage\":\"today\"", NULL), 1);
    free(o.text);
}

static void
contact_with_a_mother_who_is_protected_is_a_breach_and_with_a_stranger_is_not(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") ORDER MESSAGE("m1", "B", "M", AT("04", "12:00"), "")
                        MESSAGE("m2", "B", "X", AT("04", "13:00"), ""));
    assert_int_equal(lines_with(o.text, "\"record\":\"m1\"", "order.breach", NULL), 1);
    assert_int_equal(lines_with(o.text, "\"record\":\"m2\"", NULL), 0);
    free(o.text);
}

static void a_ban_ends_on_its_day_and_the_last_day_still_counts(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("20", "23:30"), "")
                        MESSAGE("m2", "B", "A", AT("21", "00:10"), ""));
    assert_int_equal(lines_with(o.text, "\"record\":\"m1\"", "order.breach", NULL), 1);
    assert_int_equal(lines_with(o.text, "\"record\":\"m2\"", "order.breach", NULL), 0);
    free(o.text);
}

static void a_ban_that_is_imported_late_makes_a_new_flag_on_the_older_message(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") MESSAGE("m1", "B", "A", AT("04", "12:00"), "") EVENT(
        "ban", "order.imposed", AT("02", "10:00") ",\"received_at\":\"2026-01-06T09:00:00+01:00\"",
        "{\"order\":\"O1\",\"against\":\"B\",\"protects\":[\"A\"],\"until\":\"2026-01-20\"}"));
    assert_int_equal(lines_with(o.text, "\"record\":\"m1\"", "order.breach",
                                "\"raised_at\":\"2026-01-06T09:00:00+01:00\"", NULL),
                     1);
    free(o.text);
}

static void a_ban_that_turns_out_to_have_ended_is_revised_never_retracted(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("10", "12:00"), "") EVENT(
        "end", "order.ended", AT("08", "09:00") ",\"received_at\":\"2026-01-12T09:00:00+01:00\"",
        "{\"order\":\"O1\"}"));
    assert_int_equal(lines_with(o.text, "\"alert\"", "pattern.order_breach", NULL), 1);
    assert_int_equal(
        lines_with(o.text, "\"revision\"", "\"standing\":false", "\"because\":[\"end\"]", NULL), 1);
    free(o.text);
}

static void
the_same_record_again_is_seen_and_other_content_is_a_conflict_unless_its_rev_is_higher(void **state)
{
    (void)state;
    outcome o = run(MESSAGE("m1", "B", "A", AT("04", "12:00"), "")
                        MESSAGE("m1", "B", "A", AT("04", "12:00"), "")
                            MESSAGE("m1", "B", "A", AT("04", "13:00"), "")
                                MESSAGE("m1", "B", "A", AT("04", "13:00"), "\"rev\":2,"));
    assert_int_equal(o.seen, 1);
    assert_int_equal(o.dead, 1);
    free(o.text);
}

static void a_counter_report_stays_the_assertion_of_who_made_it(void **state)
{
    (void)state;
    outcome o = run(
        ROLES("z") REPORT("r1", "B", AT("04", "12:00"),
                          "\"signals\":[\"threat.kill\",\"violence.physical\"],")
            REPORT("r2", "B", AT("05", "12:00"), "\"signals\":[\"threat.violence\"],")
                REPORT("r3", "B", AT("06", "12:00"), "\"signals\":[\"violence.strangulation\"],"));
    assert_int_equal(lines_with(o.text, "\"severity\":5", NULL), 0);
    assert_int_equal(lines_with(o.text, "\"severity\":4", NULL), 0);
    assert_int_equal(
        lines_with(o.text, "\"record\":\"r1\"", "\"severity\":2", "\"triage\":\"context\"", NULL),
        1);
    assert_int_equal(lines_with(o.text, "\"alert\"", NULL), 0);
    free(o.text);
}

static void one_incident_told_by_two_people_counts_once(void **state)
{
    (void)state;
    outcome one = run(
        ROLES("z") EVENT("v1", "contact.visit", AT("04", "20:10"), "{\"from\":\"B\",\"to\":\"A\"}")
            REPORT("r1", "D", AT("04", "20:20"), "\"signals\":[\"approach.loitering B>A\"],"));
    outcome two = run(
        ROLES("z") EVENT("v1", "contact.visit", AT("04", "20:10"), "{\"from\":\"B\",\"to\":\"A\"}")
            REPORT("r1", "D", AT("05", "20:20"), "\"signals\":[\"approach.loitering B>A\"],"));
    assert_int_equal(lines_with(one.text, "pattern.course_of_conduct", NULL), 0);
    assert_int_equal(lines_with(two.text, "pattern.course_of_conduct", NULL), 1);
    free(one.text);
    free(two.text);
}

static char *many(const char *head, int n, const char *from, const char *to, int hour,
                  const char *day)
{
    char *text = malloc(strlen(head) + (size_t)n * 260 + 1);
    size_t at = (size_t)sprintf(text, "%s", head);
    for (int i = 0; i < n; i++)
        at += (size_t)sprintf(text + at,
                              "{\"id\":\"%s%s%d\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"%"
                              "s\",\"to\":\"%s\",\"channel\":\"app\","
                              "\"occurred_at\":\"2026-%sT%02d:%02d:%02d+01:00\",\"text\":\"x\"}\n",
                              from, day, i, from, to, day, hour, i % 60, i / 60);
    return text;
}

static void thirty_one_messages_against_two_are_one_sided_and_a_stream(void **state)
{
    (void)state;
    char *a = many(ROLES("z"), 31, "B", "A", 22, "01-05"), *b = many(a, 2, "A", "B", 23, "01-05");
    outcome o = run(b);
    assert_int_equal(
        lines_with(o.text, "\"alert\"", "pattern.one_sided", "\"triage\":\"context\"", NULL), 1);
    assert_int_equal(lines_with(o.text, "\"alert\"", "pattern.burst", NULL), 1);
    assert_int_equal(lines_with(o.text, "contact.volume.day", NULL), 1);
    assert_int_equal(lines_with(o.text, "pattern.night_share", NULL), 0); /* 22:00 is evening */
    free(o.text), free(a), free(b);
}

static void parents_who_write_sixty_messages_a_day_to_each_other_stay_quiet(void **state)
{
    (void)state;
    char *a = strdup(ROLES("z"));
    for (int i = 0; i < 60; i++) { /* in turns */
        char line[300];
        sprintf(line,
                "{\"id\":\"p%d\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"%s\",\"to\":\"%s\","
                "\"channel\":\"app\",\"occurred_at\":\"2026-01-05T%02d:%02d:00+01:00\",\"text\":"
                "\"x\"}\n",
                i, i % 2 ? "A" : "B", i % 2 ? "B" : "A", 8 + i / 6, i % 6 * 9);
        a = realloc(a, strlen(a) + strlen(line) + 1);
        strcat(a, line);
    }
    outcome o = run(a);
    assert_string_equal(o.text, "");
    free(o.text), free(a);
}

static void a_date_without_a_time_of_day_is_never_night(void **state)
{
    (void)state;
    char text[8000] = ROLES("z");
    for (int i = 1; i <= 7; i++)
        sprintf(text + strlen(text),
                "{\"id\":\"n%d\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\","
                "\"occurred_at\":\"2026-01-%02d\",\"text\":\"x\"}\n",
                i, 5 + i % 3);
    outcome o = run(text);
    assert_int_equal(lines_with(o.text, "night", NULL), 0);
    free(o.text);
}

static void night_follows_the_clocks_of_amsterdam_through_the_change_to_summer_time(void **state)
{
    (void)state;
    /* 29 March 2026: 03:30 UTC is 05:30 in summer time, night; 04:30 UTC is 06:30, morning. In
     * winter both were night. */
    char night[8000] = ROLES("z"), morning[8000] = ROLES("z");
    for (int i = 0; i < 6; i++) {
        static const char form[] =
            "{\"id\":\"n%d\",\"case\":\"z\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\","
            "\"occurred_at\":\"2026-03-29T%02d:3%d:00Z\",\"text\":\"x\"}\n";
        sprintf(night + strlen(night), form, i, 3, i);
        sprintf(morning + strlen(morning), form, i, 4, i);
    }
    outcome o = run(night), p = run(morning);
    assert_int_equal(lines_with(o.text, "\"alert\"", "pattern.night_share", NULL), 1);
    assert_int_equal(lines_with(p.text, "pattern.night_share", NULL), 0);
    free(o.text), free(p.text);
}

static void roles_that_come_late_turn_unknown_calls_into_calls_of_the_other(void **state)
{
    (void)state;
    char text[20000] = "";
    for (int i = 0; i < 12; i++)
        sprintf(text + strlen(text),
                EVENT("%d", "contact.call", "\"occurred_at\":\"2026-01-05T1%d:0%d:00+01:00\"",
                      "{\"from\":\"B\",\"to\":\"A\",\"answered\":true}"),
                i, i / 6, i % 6);
    outcome before = run(text);
    strcat(
        text,
        "{\"id\":\"rollen\",\"case\":\"z\",\"kind\":\"event\",\"type\":\"case.roles\",\"occurred_"
        "at\":\"2026-01-06T08:00:00+01:00\",\"attrs\":{\"A\":\"target\",\"B\":\"other\"}}\n");
    outcome after = run(text);
    assert_int_equal(lines_with(before.text, "pattern.one_sided", NULL), 0);
    assert_int_equal(lines_with(after.text, "pattern.one_sided",
                                "\"raised_at\":\"2026-01-06T08:00:00+01:00\"", NULL),
                     1);
    free(before.text), free(after.text);
}

static void two_kinds_of_the_hard_set_are_for_now_and_a_weapon_does_not_grow_old(void **state)
{
    (void)state;
    outcome o =
        run(ROLES("z") "{\"id\":\"w\",\"case\":\"z\",\"kind\":\"event\",\"type\":\"weapon.permit\","
                       "\"occurred_at\":\"2025-03-01\",\"received_at\":\"2026-01-01T09:00:00+01:"
                       "00\",\"attrs\":{\"of\":\"B\"}}\n" REPORT(
                           "r1", "A", AT("20", "12:00"), "\"signals\":[\"threat.kill B>A\"],"));
    assert_int_equal(lines_with(o.text, "\"alert\"", "pattern.lethal_cluster", "\"triage\":\"now\"",
                                "\"evidence\":[\"w\",\"r1\"]", NULL),
                     1);
    free(o.text);
}

static void what_is_denied_counts_for_nothing(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") REPORT("r1", "A", AT("04", "12:00"),
                                      "\"signals\":[\"threat.kill B>A negated\"],")
                        REPORT("r2", "A", AT("05", "12:00"),
                               "\"signals\":[\"violence.strangulation B>A negated\"],"));
    assert_int_equal(lines_with(o.text, "\"alert\"", NULL), 0);
    free(o.text);
}

static void a_record_that_is_deleted_takes_its_alert_with_it_in_a_revision(void **state)
{
    (void)state;
    outcome o = run(ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("04", "12:00"), "")
                        EVENT("d", "record.deleted", AT("06", "12:00"), "{\"id\":\"m1\"}"));
    assert_int_equal(lines_with(o.text, "\"revision\"", "\"standing\":false", NULL),
                     2); /* the finding and the alert */
    free(o.text);
}

static void a_number_that_is_told_is_read_and_a_clock_or_a_year_is_not(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t want;
    } cases[] = {
        {"gisteren stonden er 47 oproepen van hem in mijn lijst", 47},
        {"wel tachtig appjes", 80},
        {"om 17:45 een oproep", 0},
        {"sinds 2025 belt hij", 0},
        {"hij belde op 3-4-2026", 0},
        {"06-12345678 belt", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_span whole = {0, (uint32_t)strlen(cases[i].text)};
        assert_int_equal(wv_claim_of(wv_str_of(cases[i].text), &whole, 1), cases[i].want);
    }
}

/* --- a store that forgets nothing, with cases put away after every record
 * ------------------------------------- */

typedef struct shelf {
    char *bytes[8];
    size_t n[8];
    char *names[8];
    int count;
} shelf;

static int place(shelf *s, wv_str name)
{
    for (int i = 0; i < s->count; i++)
        if (wv_str_is(name, s->names[i])) return i;
    s->names[s->count] = strndup(name.p, name.n);
    return s->count++;
}

static wv_rc shelf_load(void *ctx, wv_str id, wv_buf *out, wv_err *err)
{
    shelf *s = ctx;
    int i = place(s, id);
    (void)err;
    wv_buf_add(out, s->bytes[i], s->n[i]);
    return WV_OK;
}

static wv_rc shelf_append(void *ctx, wv_str id, wv_str bytes, wv_err *err)
{
    shelf *s = ctx;
    int i = place(s, id);
    (void)err;
    s->bytes[i] = realloc(s->bytes[i], s->n[i] + bytes.n);
    memcpy(s->bytes[i] + s->n[i], bytes.p, bytes.n);
    s->n[i] += bytes.n;
    return WV_OK;
}

/* clang-format off */
#define ALARM "{\"id\":\"k\",\"case\":\"y\",\"kind\":\"event\",\"type\":\"device.alarm\"," \
              "\"occurred_at\":\"2026-01-05T10:00:00+01:00\",\"attrs\":{}}\n"
#define CLOCK "{\"id\":\"k2\",\"case\":\"y\",\"kind\":\"event\",\"type\":\"clock\"," \
              "\"occurred_at\":\"2026-01-05T11:00:00+01:00\",\"attrs\":{\"at\":\"2026-02-01\"}}\n"
#define BANK MESSAGE("m1", "B", "A", AT("04", "12:00"), "\"channel\":\"bank\",")
#define KILL REPORT("r1", "A", AT("05", "12:00"), "\"signals\":[\"threat.kill B>A\"],")
#define ENDED EVENT("end", "order.ended", \
                    AT("03", "09:00") ",\"received_at\":\"2026-01-12T09:00:00+01:00\"", \
                    "{\"order\":\"O1\"}")
#define THROAT REPORT("r2", "A", AT("13", "12:00"), "\"signals\":[\"violence.strangulation B>A\"],")
/* clang-format on */

static void a_case_that_was_put_away_goes_on_as_if_it_had_stayed(void **state)
{
    (void)state;
    static const char feed[] = ROLES("z") ROLES("y") ORDER BANK BANK ALARM KILL CLOCK ENDED THROAT;
    shelf s = {0};
    wv_cases_options o = {.store = {&s, shelf_load, shelf_append, NULL}, .warm_bytes = 1};
    outcome stayed = run(feed);
    feed_run r;
    feed_begin(&r, g_pack, &o);
    feed_text(&r, feed, strlen(feed));
    assert_int_equal(r.seen, stayed.seen);
    assert_int_equal(r.out.n, strlen(stayed.text));
    assert_memory_equal(r.out.p, stayed.text, r.out.n);
    assert_true(lines_with(stayed.text, "\"revision\"", NULL) > 0);
    feed_end(&r);
    for (int i = 0; i < s.count; i++) free(s.bytes[i]), free(s.names[i]);
    free(stayed.text);
}

/* Every `of` is the id of a line before it; returns how many there were. */
static int revisions_that_name_a_line(const char *text)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, "\"of\":\"")); count++) {
        char line[64];
        snprintf(line, sizeof line, "\"id\":\"%.32s\"", at + 6);
        const char *told = strstr(text, line);
        assert_non_null(told);
        assert_true(told < at++);
    }
    return count;
}

static void a_revision_names_the_line_that_a_reader_saw_also_after_a_rest(void **state)
{
    (void)state;
    static const char feed[] = ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("10", "12:00"), "")
        ROLES("y") EVENT("d", "record.deleted", AT("12", "12:00"), "{\"id\":\"m1\"}");
    shelf s = {0};
    wv_cases_options o = {.store = {&s, shelf_load, shelf_append, NULL}, .warm_bytes = 1};
    feed_run r;
    feed_begin(&r, g_pack, &o);
    feed_text(&r, feed, strlen(feed));
    wv_buf_byte(&r.out, '\0');
    assert_int_equal(revisions_that_name_a_line(r.out.p), 2); /* the breach in m1's line; the alert */
    assert_int_equal(lines_with(r.out.p, "\"record\":\"m1\"", "order.breach", NULL), 1);
    feed_end(&r);
    for (int i = 0; i < s.count; i++) free(s.bytes[i]), free(s.names[i]);
}

static void damaged_bytes_of_a_case_are_an_error_and_nothing_worse(void **state)
{
    (void)state;
    static const char feed[] =
        ROLES("z") ORDER MESSAGE("m1", "B", "A", AT("04", "12:00"), "\"channel\":\"bank\",")
            REPORT("r1", "A", AT("05", "12:00"), "\"signals\":[\"threat.kill B>A\"],");
    static const char more[] = MESSAGE("m9", "B", "A", AT("14", "12:00"), "");
    shelf s = {0};
    wv_cases_options o = {.store = {&s, shelf_load, shelf_append, NULL}, .warm_bytes = 1};
    feed_run r;
    wv_err err;
    feed_begin(&r, g_pack, &o);
    feed_text(&r, feed, strlen(feed));
    assert_int_equal(wv_cases_flush(r.cases, &err), WV_OK);
    feed_end(&r);
    int refused = 0;
    for (size_t at = 0; at < s.n[0]; at++) {
        char kept = s.bytes[0][at];
        s.bytes[0][at] ^= (char)(1 << at % 8);
        feed_begin(&r, g_pack, &o);
        wv_record record;
        wv_dead dead;
        wv_case_outcome met;
        assert_int_equal(
            wv_reader_record(&r.reader, (wv_str){more, sizeof more - 2}, &record, &dead), WV_OK);
        wv_rc rc = wv_cases_meet(r.cases, &record, &met, &err);
        assert_true(rc == WV_OK || rc == WV_E_CORRUPT);
        refused += rc == WV_E_CORRUPT;
        feed_end(&r);
        s.bytes[0][at] = kept;
    }
    assert_true(refused > 20);
    free(s.bytes[0]), free(s.names[0]);
}

static int open_pack(void **state)
{
    feed_open_group(state, "rules/nl-stalking");
    g_pack = *state;
    return 0;
}

#define SAID(id, case_id, from, to, channel, signal)                                               \
    "{\"id\":\"" id "\",\"case\":\"" case_id "\",\"kind\":\"message\",\"from\":\"" from            \
    "\",\"to\":" to ",\"channel\":\"" channel "\",\"text\":\"x\",\"signals\":[" signal             \
    "],\"occurred_at\":\"2026-01-12T1" id ":00+01:00\"}\n"

static void
talk_in_a_game_group_raises_nothing_unless_roles_are_told_or_one_is_addressed(void **state)
{
    (void)state;
    static const char shot[] =
        SAID("0:01", "g", "B", "[\"A\",\"D\"]", "discord", "\"threat.kill B>\"");
    outcome o = run(shot);
    assert_int_equal(lines_with(o.text, "threat.kill", NULL), 0);
    free(o.text);
    o = run(ROLES("g") SAID("0:01", "g", "B", "[\"A\",\"D\"]", "discord", "\"threat.kill B>\""));
    assert_int_equal(lines_with(o.text, "threat.kill", "\"suppressed\":null", NULL), 1);
    free(o.text);
    o = run(SAID("0:01", "g", "B", "\"A\"", "discord", "\"threat.kill B>\""));
    assert_int_equal(lines_with(o.text, "threat.kill", "\"suppressed\":null", NULL), 1);
    free(o.text);
}

#define LOVE SAID("1:00", "v", "B", "\"A\"", "sms", "\"obsession.fixation B>\"")
#define HERE(id) SAID(id, "v", "B", "\"A\"", "sms", "")
#define BACK(id) SAID(id, "v", "A", "\"B\"", "sms", "")

static void longing_is_suppressed_only_where_both_write_as_much_and_nobody_is_the_target(void **s)
{
    (void)s;
    outcome o =
        run(HERE("0:00") HERE("0:01") HERE("0:02") BACK("0:03") BACK("0:04") BACK("0:05") LOVE);
    assert_int_equal(lines_with(o.text, "obsession.fixation", NULL), 0);
    free(o.text);
    o = run(HERE("0:01") HERE("0:02") HERE("0:03") HERE("0:04") BACK("0:05") LOVE);
    assert_int_equal(lines_with(o.text, "obsession.fixation", "\"suppressed\":null", NULL), 1);
    free(o.text);
    o = run(ROLES("v") HERE("0:00") HERE("0:01") HERE("0:02") BACK("0:03") BACK("0:04") BACK("0:05")
                LOVE);
    assert_int_equal(lines_with(o.text, "obsession.fixation", "\"suppressed\":null", NULL), 1);
    free(o.text);
}

/* What stands in case w after the ban and `n` messages within it, the newest record first or last.
 */
static char *standing_after(int n, bool backwards, bool waits)
{
    wv_cases_options o = {.late_waits = waits};
    wv_case_result result;
    wv_case_view view;
    wv_err err;
    feed_run r;
    char line[400];
    wv_buf text;
    wv_buf_init(&text);
    feed_begin(&r, g_pack, &o);
    for (int k = 0; k <= n; k++) {
        int i = backwards ? n - k : k;
        int hour = i % 24, day = 3 + i / 24;
        if (i)
            snprintf(line, sizeof line,
                     "{\"id\":\"m%d\",\"case\":\"w\",\"kind\":\"message\",\"from\":\"B\",\"to\":"
                     "\"A\",\"text\":\"x\",\"occurred_at\":\"2026-01-%02dT%02d:30:00+01:00\"}",
                     i, day, hour);
        else
            snprintf(line, sizeof line,
                     "{\"id\":\"ban\",\"case\":\"w\",\"kind\":\"event\",\"type\":\"order.imposed\","
                     "\"occurred_at\":\"2026-01-02T10:00:00+01:00\",\"attrs\":{\"order\":\"O\","
                     "\"against\":\"B\",\"protects\":[\"A\"]}}");
        feed_line(&r, wv_str_of(line));
    }
    for (bool more = true; more;)
        assert_int_equal(wv_cases_settle(r.cases, &result, &more, &err), WV_OK);
    assert_int_equal(wv_cases_view(r.cases, WV_STR("w"), &view, &err), WV_OK);
    assert_int_equal(view.chronology->count, n + 1);
    int standing = 0, last = 0;
    for (uint32_t i = 0; i < view.written_count; i++) {
        if (!view.written[i].standing) continue;
        standing++;
        last += (int)view.written[i].evidence_count;
    }
    wv_buf_format(&text, "%d standing, %d pieces of evidence", standing, last);
    char *copy = strndup(text.p, text.n);
    wv_buf_done(&text);
    feed_end(&r);
    return copy;
}

static void late_records_that_had_to_wait_end_in_the_same_case(void **state)
{
    (void)state;
    char *straight = standing_after(120, false, false), *at_once = standing_after(120, true, false),
         *waited = standing_after(120, true, true);
    assert_true(atoi(straight) > 100);
    assert_string_equal(at_once, straight);
    assert_string_equal(waited, straight);
    free(straight), free(at_once), free(waited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bank_transfer_within_a_ban_is_a_breach_that_names_the_order),
        cmocka_unit_test(
            contact_with_a_mother_who_is_protected_is_a_breach_and_with_a_stranger_is_not),
        cmocka_unit_test(a_ban_ends_on_its_day_and_the_last_day_still_counts),
        cmocka_unit_test(a_ban_that_is_imported_late_makes_a_new_flag_on_the_older_message),
        cmocka_unit_test(a_ban_that_turns_out_to_have_ended_is_revised_never_retracted),
        cmocka_unit_test(
            the_same_record_again_is_seen_and_other_content_is_a_conflict_unless_its_rev_is_higher),
        cmocka_unit_test(a_counter_report_stays_the_assertion_of_who_made_it),
        cmocka_unit_test(one_incident_told_by_two_people_counts_once),
        cmocka_unit_test(thirty_one_messages_against_two_are_one_sided_and_a_stream),
        cmocka_unit_test(parents_who_write_sixty_messages_a_day_to_each_other_stay_quiet),
        cmocka_unit_test(a_date_without_a_time_of_day_is_never_night),
        cmocka_unit_test(night_follows_the_clocks_of_amsterdam_through_the_change_to_summer_time),
        cmocka_unit_test(roles_that_come_late_turn_unknown_calls_into_calls_of_the_other),
        cmocka_unit_test(two_kinds_of_the_hard_set_are_for_now_and_a_weapon_does_not_grow_old),
        cmocka_unit_test(what_is_denied_counts_for_nothing),
        cmocka_unit_test(a_record_that_is_deleted_takes_its_alert_with_it_in_a_revision),
        cmocka_unit_test(a_number_that_is_told_is_read_and_a_clock_or_a_year_is_not),
        cmocka_unit_test(a_case_that_was_put_away_goes_on_as_if_it_had_stayed),
        cmocka_unit_test(a_revision_names_the_line_that_a_reader_saw_also_after_a_rest),
        cmocka_unit_test(
            talk_in_a_game_group_raises_nothing_unless_roles_are_told_or_one_is_addressed),
        cmocka_unit_test(
            longing_is_suppressed_only_where_both_write_as_much_and_nobody_is_the_target),
        cmocka_unit_test(late_records_that_had_to_wait_end_in_the_same_case),
        cmocka_unit_test(damaged_bytes_of_a_case_are_an_error_and_nothing_worse),
    };
    return cmocka_run_group_tests(tests, open_pack, feed_close_group);
}
