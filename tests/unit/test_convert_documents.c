/* SPDX-License-Identifier: EUPL-1.2 */
/* test_convert_documents.c: what mail, extractions and reports are made of: quotes, HTML, charsets,
 * XML that phones write, heads of reports, pages of PDF; and that each allocation may fail. Whole
 * files: tests/convert/. */
#include "convert/charset.h"
#include "convert/formats.h"
#include "convert/mail.h"
#include "convert/pdf.h"
#include "convert/text.h"
#include "convert/xml.h"
#include "convert/zip.h"
#include "faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static wv_tz g_zone;

static int open_zone(void **state)
{
    (void)state;
    return wv_tz_open("Europe/Amsterdam", &g_zone, NULL) != WV_OK;
}

static void assert_text(const wv_buf *b, const char *want)
{
    wv_str got = {b->p, (uint32_t)b->n};
    if (!wv_str_is(got, want)) fail_msg("'%.*s' is not '%s'", (int)b->n, b->p ? b->p : "", want);
}

/* ---- quotes ---- */

/* Levels of `text` as "own|author:quoted|author:quoted". */
static void assert_levels(const char *text, const char *want)
{
    wv_mail_levels l;
    wv_buf said;
    wv_mail_levels_init(&l);
    wv_buf_init(&said);
    wv_mail_levels_begin(&l, wv_str_of(text));
    wv_buf_add(&said, l.own.p, l.own.n);
    while (wv_mail_levels_next(&l)) {
        wv_buf_format(&said, "|%s:", l.author);
        wv_buf_add(&said, l.own.p, l.own.n);
    }
    assert_text(&said, want);
    wv_buf_done(&said);
    wv_mail_levels_done(&l);
}

static void a_reply_is_split_from_what_it_answers(void **state)
{
    (void)state;
    assert_levels(
        "Ik kom toch.\n\nOp ma 5 jan 2026 om 10:00 schreef Anna <anna@example.org>:\n> Kom niet.\n",
        "Ik kom toch.|anna@example.org:Kom niet.");
    assert_levels("Nee.\n\nOp 5-1-2026 om 20:00 schreef Bram:\n> Ja.\n", "Nee.|Bram:Ja.");
    assert_levels(
        "Nee.\n\nOn Mon, Jan 5, 2026 at 10:00 PM Bram\n<bram@example.org> wrote:\n\n> Ja.\n",
        "Nee.|bram@example.org:Ja.");
    assert_levels("Nee.\n\nOp 5 jan 2026 om 22:00 heeft Bram <b@example.org> het volgende "
                  "geschreven:\n\nJa.\n",
                  "Nee.|b@example.org:Ja.");
}

static void each_level_has_its_own_author(void **state)
{
    (void)state;
    assert_levels("c\n\nOp 3 jan schreef B <b@example.org>:\n> b\n> Op 2 jan schreef A "
                  "<a@example.org>:\n>> a\n",
                  "c|b@example.org:b|a@example.org:a");
}

static void answers_between_the_lines_stay_with_who_gave_them(void **state)
{
    (void)state;
    assert_levels("> Kom je?\nNooit meer.\n> Waarom?\nDat weet je.\n",
                  "Nooit meer.\nDat weet je.|:Kom je?\nWaarom?");
}

static void what_outlook_puts_under_an_answer_is_anothers(void **state)
{
    (void)state;
    assert_levels(
        "Zie onder.\n\n________________________________\nVan: Bram <bram@example.org>\n"
        "Verzonden: maandag 5 januari 2026 21:00\nAan: Anna\nOnderwerp: x\n\nIk vind je wel.\n",
        "Zie onder.|bram@example.org:Ik vind je wel.");
    assert_levels(
        "x\n-----Oorspronkelijk bericht-----\nVan: Bram\nAan: Anna\nDatum: vandaag\n\ny\n",
        "x|Bram:y");
}

static void a_sentence_that_looks_like_an_attribution_is_the_senders(void **state)
{
    (void)state;
    const char *text = "Op 3 januari schreef je mij:\nik wil rust. Die krijg je niet.";
    assert_levels(text, text);
    assert_levels("Van: hier tot daar\nis het mijn straat.",
                  "Van: hier tot daar\nis het mijn straat.");
}

static void no_line_with_words_is_lost(void **state)
{
    (void)state;
    /* Deeper than the levels that get an item: the last level holds the rest. */
    assert_levels(
        "0\n> 1\n>> 2\n>>> 3\n>>>> 4\n>>>>> 5\n>>>>>> 6\n>>>>>>> 7\n>>>>>>>> 8\n>>>>>>>>> 9\n",
        "0|:1|:2|:3|:4|:5|:6|:7|:8\n> 9");
}

/* ---- HTML, charsets ---- */

static void assert_html(const char *html, const char *want)
{
    wv_buf out;
    wv_buf_init(&out);
    wv_mail_html(&out, wv_str_of(html));
    assert_text(&out, want);
    wv_buf_done(&out);
}

static void html_becomes_what_its_reader_saw(void **state)
{
    (void)state;
    assert_html("<p>Ik <b>weet</b> waar&nbsp;je woont</p><p>&eacute;&#233;n</p>",
                "Ik weet waar je woont\n\néén\n\n");
    assert_html("<style>p{}</style><script>x<y</script>a<br>b<br/>c", "a\nb\nc");
    assert_html("<blockquote>weg<blockquote>ouder</blockquote></blockquote>nieuw",
                "> weg\n> > ouder\nnieuw");
    assert_html("<td>a</td><td>b</td>", "a b");
}

static void broken_html_loses_no_words(void **state)
{
    (void)state;
    assert_html("3 < 4 & 5 > 2", "3 < 4 & 5 > 2");
    assert_html("<a href=\"nooit dicht>ik kom", "<a href=\"nooit dicht>ik kom");
    assert_html("a<!-- nooit dicht", "a<!-- nooit dicht");
    assert_html("&onbekend; &#0; &#xD800;", "&onbekend; \xEF\xBF\xBD \xEF\xBF\xBD");
}

/* Looking for each end anew would take hours here. */
static void html_made_to_be_slow_is_not(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<!--",   "<a ",          "<a b=\"", "&amp",
                                         "<style", "<blockquote>", "</"};
    wv_buf html, out;
    wv_buf_init(&html);
    wv_buf_init(&out);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        wv_buf_clear(&html);
        wv_buf_clear(&out);
        while (html.n < 4 << 20) wv_buf_text(&html, pieces[k]);
        wv_mail_html(&out, (wv_str){html.p, (uint32_t)html.n});
        assert_false(out.failed);
    }
    wv_buf_done(&html);
    wv_buf_done(&out);
}

static void assert_charset(const char *bytes, const char *charset, const char *want, bool corrected)
{
    wv_buf out;
    uint32_t warnings = 0;
    wv_buf_init(&out);
    wv_charset_decode(&out, wv_str_of(bytes), wv_str_of(charset), &warnings);
    assert_text(&out, want);
    assert_int_equal(corrected, (warnings & WV_CONVERT_WARN(CHARSET)) != 0);
    wv_buf_done(&out);
}

static void bytes_are_read_as_what_they_are(void **state)
{
    (void)state;
    assert_charset("\x93ja\x94 \x80", "iso-8859-1", "“ja” €", true);
    assert_charset("caf\xE9", "ISO-8859-1", "café", false);
    assert_charset("\xA4", "iso-8859-15", "€", false);
    assert_charset("één", "iso-8859-1", "één", true);
    assert_charset("caf\xE9", "utf-8", "café", true);
    assert_charset("caf\xE9", "windows-1252", "café", false);
}

/* ---- XML ---- */

typedef struct heard {
    wv_buf said;
} heard;

static void on_open(void *ctx, wv_str name, const wv_xml_attr *attrs, uint32_t count,
                    const wv_xml_tag *tag)
{
    heard *h = ctx;
    wv_buf_format(&h->said, "<%.*s@%llu-%llu:%llu", (int)name.n, name.p,
                  (unsigned long long)tag->start, (unsigned long long)tag->end,
                  (unsigned long long)tag->line);
    for (uint32_t i = 0; i < count; i++)
        wv_buf_format(&h->said, " %.*s=%.*s", (int)attrs[i].name.n, attrs[i].name.p,
                      (int)attrs[i].value.n, attrs[i].value.p);
    wv_buf_byte(&h->said, '>');
}

static void on_text(void *ctx, wv_str s)
{
    wv_buf_str(&((heard *)ctx)->said, s);
}

static void on_close(void *ctx, wv_str name, uint64_t end)
{
    wv_buf_format(&((heard *)ctx)->said, "</%.*s@%llu>", (int)name.n, name.p,
                  (unsigned long long)end);
}

static wv_rc hear(heard *h, wv_str text, size_t piece, wv_err *err)
{
    wv_xml_handler handler = {h, on_open, on_text, on_close};
    wv_xml *x = wv_xml_new(&handler);
    wv_rc rc = WV_OK;
    wv_buf_clear(&h->said);
    for (size_t at = 0; at <= text.n && !rc; at += piece) {
        size_t n = text.n - at < piece ? text.n - at : piece;
        rc = wv_xml_feed(x, text.p + at, n, at + piece > text.n, err);
    }
    wv_xml_free(x);
    return rc;
}

static void xml_is_mended_and_its_places_are_those_of_the_file(void **state)
{
    (void)state;
    heard h;
    wv_err err = {0};
    wv_buf_init(&h.said);
    wv_str text =
        WV_STR("<a>\n<b v=\"&#55357;&#56846; > &amp; \x01\"/>x & y&nbsp;<![CDATA[<z>]]></a>");
    assert_int_equal(hear(&h, text, 1000, &err), WV_OK);
    assert_text(&h.said, "<a@0-3:1>\n<b@4-39:2 v=😎 > & \xEF\xBF\xBD></b@39>x & y&nbsp;<z></a@69>");
    wv_buf_done(&h.said);
}

static void xml_reads_the_same_however_it_is_cut(void **state)
{
    (void)state;
    heard h;
    wv_buf whole;
    wv_err err = {0};
    wv_buf_init(&h.said);
    wv_buf_init(&whole);
    wv_str text =
        WV_STR("<?xml version='1.0'?><!-- x > --><a k='1\">'>één \xED\xA0\xBD\xED\xB8\x8E \xFF<b/>"
               "<c d=\"&#xD83D;&#xDE0E;&#xD83D;\">]]&gt;</c></a>");
    assert_int_equal(hear(&h, text, 4096, &err), WV_OK);
    wv_buf_add(&whole, h.said.p, h.said.n);
    for (size_t piece = 1; piece < 80; piece++) {
        assert_int_equal(hear(&h, text, piece, &err), WV_OK);
        assert_int_equal(h.said.n, whole.n);
        assert_memory_equal(h.said.p, whole.p, whole.n);
    }
    wv_buf_done(&h.said);
    wv_buf_done(&whole);
}

static void assert_refused(const char *xml, wv_rc want, const char *word)
{
    heard h;
    wv_err err = {0};
    wv_buf_init(&h.said);
    assert_int_equal(hear(&h, wv_str_of(xml), 50, &err), want);
    if (!strstr(err.message, word)) fail_msg("'%s' does not say '%s'", err.message, word);
    wv_buf_done(&h.said);
}

static void xml_that_wants_more_is_refused(void **state)
{
    (void)state;
    assert_refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", WV_E_RECORD, "document type");
    assert_refused("<?xml version='1.0' encoding='utf-7'?><a/>", WV_E_RECORD, "utf-7");
    assert_refused("<a><b></a>", WV_E_RECORD, "mismatch");
    assert_refused("\xFF\xFE<\0a\0", WV_E_RECORD, "UTF-16");
    wv_buf deep;
    wv_buf_init(&deep);
    for (int i = 0; i < 300; i++) wv_buf_text(&deep, "<a>");
    wv_buf_byte(&deep, '\0');
    assert_refused(deep.p, WV_E_LIMIT, "deeper");
    wv_buf_done(&deep);
}

static void a_long_value_is_cut_and_counted(void **state)
{
    (void)state;
    wv_xml_filter f;
    wv_err err = {0};
    char *piece = wv_mem_new(1 << 20);
    memset(piece, 'A', 1 << 20);
    wv_xml_filter_init(&f);
    assert_int_equal(wv_xml_filter_feed(&f, "<a d=\"", 6, false, &err), WV_OK);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(wv_xml_filter_feed(&f, piece, 1 << 20, false, &err), WV_OK);
        if (i > 1) wv_buf_clear(&f.out);
    }
    assert_int_equal(wv_xml_filter_feed(&f, "\"/>", 3, true, &err), WV_OK);
    wv_xml_tag tag;
    assert_true(wv_xml_filter_tag(&f, &tag));
    assert_int_equal(tag.end, (20u << 20) + 9);
    assert_true(f.left_out > (18u << 20));
    wv_xml_filter_done(&f);
    wv_mem_free(piece);
}

/* ---- reports ---- */

static void assert_when(const char *text, const char *want)
{
    wv_converted item = {0};
    wv_convert_options options = {.zone = &g_zone, .zone_name = "Europe/Amsterdam"};
    wv_buf out;
    wv_buf_init(&out);
    if (wv_text_time(wv_str_of(text), &options, &item)) wv_time_write(&out, item.at);
    assert_text(&out, want);
    wv_buf_done(&out);
}

static void dates_are_read_as_dutch_reports_write_them(void **state)
{
    (void)state;
    assert_when("05-01-2026 22:10", "2026-01-05T22:10:00+01:00");
    assert_when("5 januari 2026 om 22.10 uur", "2026-01-05T22:10:00+01:00");
    assert_when("5 maart 2026", "2026-03-05");
    assert_when("5 mei 2026, omstreeks 9:05 uur", "2026-05-05T09:05:00+02:00");
    assert_when("5/1/2026", "2026-01-05");
    assert_when("2026-01-05T22:10:00+01:00", "2026-01-05T22:10:00+01:00");
    assert_when("31-02-2026", "");
    assert_when("morgen", "");
    assert_when("5-1-26", "");
    assert_when("", "");
}

static void a_head_is_two_known_lines_and_an_empty_one(void **state)
{
    (void)state;
    wv_text_head h;
    wv_text_head_read(WV_STR("Datum: 5-1-2026\nBron: politie\n\nTekst"), &h);
    assert_int_equal(h.lines, 2);
    assert_int_equal(h.bytes, 31);
    assert_true(wv_str_is(h.source, "politie"));
    wv_text_head_read(WV_STR("Datum: morgen ga je eraan\n\nTekst"), &h);
    assert_int_equal(h.bytes, 0);
    wv_text_head_read(WV_STR("Titel: a\nBron: b\nTekst"), &h);
    assert_int_equal(h.bytes, 0);
}

static void assert_pages(const char *pages, const char *want, uint32_t dropped, uint32_t joined)
{
    wv_buf out;
    wv_pdf_counts counts;
    wv_buf_init(&out);
    assert_int_equal(wv_pdf_clean(wv_str_of(pages), &out, &counts), WV_OK);
    assert_text(&out, want);
    assert_int_equal(counts.dropped, dropped);
    assert_int_equal(counts.joined, joined);
    wv_buf_done(&out);
}

static void pages_become_running_text(void **state)
{
    (void)state;
    assert_pages("be-\ndreigd\f", "bedreigd\n", 0, 1);
    assert_pages("voor-\nen nadelen, Noord-\nHolland\f", "voor-\nen nadelen, Noord-\nHolland\n", 0,
                 0);
    assert_pages("achter-\n\fvolgd\f", "achtervolgd\n", 0, 1);
    assert_pages("Kop 1\n\na\n\fKop 2\n\nb\n\fKop 3\n\nc\n\f", "Kop 1\n\na\nb\nc\n", 2, 0);
    /* Half of the pages, or two, are not enough; and the first of what repeats stays. */
    assert_pages("Kop\n\na\n\fKop\n\nb\n\f", "Kop\n\na\nKop\n\nb\n", 0, 0);
    assert_pages("a\nNiets.\n\fb\nNiets.\n\fc\nNiets.\n\f", "a\nNiets.\nb\n\nc\n\n", 2, 0);
}

/* ---- memory ---- */

/* Reads a whole file of a format; an error ends it. */
static wv_rc read_all(const wv_convert_format *format, wv_convert_input *in, uint32_t *items)
{
    wv_convert_account account;
    wv_converted item;
    wv_err err = {0};
    void *reader = NULL;
    wv_convert_account_init(&account);
    wv_convert_options options = {
        .zone = &g_zone, .zone_name = "Europe/Amsterdam", .account = &account};
    wv_rc rc = format->open(in, &options, &reader, &err);
    *items = 0;
    while (rc == WV_OK && (rc = format->next(reader, &item, &err)) == WV_OK) ++*items;
    format->close(reader);
    wv_convert_account_done(&account);
    return rc;
}

static void assert_survives_failing_memory(const wv_convert_format *format, wv_str bytes,
                                           uint32_t items_want)
{
    wv_convert_input in = {
        .path = "x", .fd = memfd_create("x", 0), .bytes = bytes.n, .head = bytes};
    uint32_t items;
    bool finished = false;
    long tried = 0;
    assert_int_equal(write(in.fd, bytes.p, bytes.n), bytes.n);
    for (; !finished && tried < 3000; tried++) {
        faults f = {.next = tried};
        wv_mem_set_hook(failing_resize, &f);
        wv_rc rc = read_all(format, &in, &items);
        wv_mem_set_hook(NULL, NULL);
        finished = f.next >= 0;
        if (finished) assert_int_equal(rc, WV_E_END);
        assert_int_equal(f.live, 0);
        /* A name of an unknown field that finds no room is counted with the others. */
        if (!finished && rc != WV_E_NOMEM && items != items_want)
            fail_msg("%s: %ld: rc %d", format->name, tried, rc);
    }
    assert_true(finished && tried > 5);
    assert_int_equal(items, items_want);
    close(in.fd);
}

static void each_allocation_may_fail_once_and_nothing_leaks(void **state)
{
    (void)state;
    assert_survives_failing_memory(
        &wv_convert_mbox,
        WV_STR("From b@example.org Mon Jan  5 10:00:00 2026\nFrom: B <b@example.org>\nTo: "
               "a@example.org\n"
               "Subject: x\nMessage-ID: <1@example.org>\nContent-Type: text/html\n\n<p>ja</p>"
               "<blockquote>nee</blockquote>\n"),
        2);
    assert_survives_failing_memory(&wv_convert_text, WV_STR("Datum: 5-1-2026\nBron: x\n\nTekst\n"),
                                   1);
    assert_survives_failing_memory(
        &wv_convert_ufdr,
        WV_STR(
            "<project xmlns=\"http://pa.cellebrite.com/report/2.0\"><model type=\"Email\" id=\"e\">"
            "<field name=\"Onbekend\"><value>x</value></field><modelField name=\"From\">"
            "<model type=\"Party\"><field "
            "name=\"Identifier\"><value>b@example.org</value></field></model>"
            "</modelField><field name=\"Body\"><value>ja\n> "
            "nee\n</value></field></model></project>"),
        2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_is_split_from_what_it_answers),
        cmocka_unit_test(each_level_has_its_own_author),
        cmocka_unit_test(answers_between_the_lines_stay_with_who_gave_them),
        cmocka_unit_test(what_outlook_puts_under_an_answer_is_anothers),
        cmocka_unit_test(a_sentence_that_looks_like_an_attribution_is_the_senders),
        cmocka_unit_test(no_line_with_words_is_lost),
        cmocka_unit_test(html_becomes_what_its_reader_saw),
        cmocka_unit_test(broken_html_loses_no_words),
        cmocka_unit_test(html_made_to_be_slow_is_not),
        cmocka_unit_test(bytes_are_read_as_what_they_are),
        cmocka_unit_test(xml_is_mended_and_its_places_are_those_of_the_file),
        cmocka_unit_test(xml_reads_the_same_however_it_is_cut),
        cmocka_unit_test(xml_that_wants_more_is_refused),
        cmocka_unit_test(a_long_value_is_cut_and_counted),
        cmocka_unit_test(dates_are_read_as_dutch_reports_write_them),
        cmocka_unit_test(a_head_is_two_known_lines_and_an_empty_one),
        cmocka_unit_test(pages_become_running_text),
        cmocka_unit_test(each_allocation_may_fail_once_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, open_zone, NULL);
}
