/* SPDX-License-Identifier: EUPL-1.2 */
/* timeline.c: the picture of a case on a line of time.
 *
 * In: its records and findings. Out: marks for picture.c: what came when, by day or by night, in
 * which a heavy signal stands and which came after a stop. Neighbours: picture.c draws, case.c.
 * Invariants: bookings are no acts; who reads blind sees no weight. Cost: records times findings.
 */
#include "review/page/case.h"

enum {
    NIGHT_UNTIL = 6, /* hours */
    MARKS_MAX = WV_PAGE_RECORDS + WV_PAGE_CASE_FINDINGS,
    BANS_MAX = 16,
};

static bool is_night(const wv_visit *v, int64_t at)
{
    int64_t local = at + wv_tz_offset(v->site->zone, at);
    return (local % 86400 + 86400) % 86400 < NIGHT_UNTIL * 3600;
}

static bool is_booking(const wv_item_record *r)
{
    static const char *const bookings[] = {"case.", "screening.", "clock", "record.", "plan."};
    for (size_t i = 0; i < sizeof bookings / sizeof *bookings; i++)
        if (wv_str_starts(r->type, wv_str_of(bookings[i]))) return true;
    return false;
}

static wv_picture_lane lane_of(const wv_item_record *r)
{
    return wv_str_is(r->kind, "report")    ? WV_PICTURE_REPORTS
           : wv_str_is(r->kind, "message") ? WV_PICTURE_MESSAGES
                                           : wv_picture_lane_of(r->type);
}

/* Contact while a ban holds, after a block, after a clear no. */
static bool is_after_stop(const wv_item_finding *f)
{
    static const char *const slugs[] = {"order.breach", "contact.after_block", "contact.unwanted"};
    for (size_t i = 0; i < sizeof slugs / sizeof *slugs; i++)
        if (wv_str_is(f->signal, slugs[i])) return true;
    return false;
}

static uint8_t note_of(const wv_visit *v, const wv_page_case_data *p, const wv_item_record *r)
{
    unsigned note = 0;
    if (v->preferences.blind || v->preferences.plain) return 0;
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (f->is_alert || !wv_str_eq(f->record, r->id) || !wv_page_is_open(f)) continue;
        if (f->triage >= WV_TRIAGE_TODAY) note |= WV_PICTURE_HEAVY;
        if (is_after_stop(f)) note |= WV_PICTURE_AFTER_STOP;
    }
    return (uint8_t)note;
}

void wv_page_timeline(wv_visit *v, const wv_page_case_data *p)
{
    wv_picture_mark *marks = wv_arena_alloc(v->arena, MARKS_MAX * sizeof *marks);
    uint8_t *notes = wv_arena_alloc(v->arena, MARKS_MAX);
    wv_picture_ban bans[BANS_MAX];
    wv_picture picture = {.marks = marks, .bans = bans, .notes = notes};
    if (!marks || !notes) {
        wv_visit_out(v)->failed = true;
        return;
    }
    for (uint32_t i = 0; i < p->record_count; i++) {
        const wv_item_record *r = &p->records[i];
        if (!r->occurred || is_booking(r) || picture.count == MARKS_MAX) continue;
        notes[picture.count] = note_of(v, p, r);
        marks[picture.count++] =
            (wv_picture_mark){r->occurred, lane_of(r), is_night(v, r->occurred)};
    }
    for (uint32_t i = 0; i < p->finding_count; i++) { /* newest first; the picture wants time */
        const wv_item_finding *f = &p->findings[i];
        if (!f->is_alert || !f->raised || picture.count == MARKS_MAX) continue;
        notes[picture.count] = 0;
        marks[picture.count++] = (wv_picture_mark){f->raised, WV_PICTURE_PATTERNS, !f->standing};
    }
    picture.ban_count = wv_page_bans(v, p->records, p->record_count, bans, BANS_MAX);
    if (!picture.count) return;
    wv_buf_text(wv_visit_out(v), "<h2>In de tijd</h2>\n<div class=\"picture\" role=\"group\" "
                                 "tabindex=\"0\" aria-label=\"Plaatje van de tijd\">");
    wv_picture_svg(&picture, wv_visit_out(v));
    wv_buf_text(wv_visit_out(v), "</div>\n");
}
