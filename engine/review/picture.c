/* SPDX-License-Identifier: EUPL-1.2 */
/* picture.c: a case on a line of time, as SVG in the page.
 *
 * In: marks by time. Out: a lane a kind, bans as bars, quiet months as hatched bands, night apart
 * from day. Neighbours: page/case.c, cli/logbook_html.c. It is read on paper: nothing is told by
 * colour alone or only when a mouse points at it. What falls in the same few pixels is one mark
 * with its number. Invariant: nothing is drawn but what the caller gave. Cost: linear in marks and
 * in the width. */
#include "review/picture.h"

#include "review/dutch.h"

enum {
    LEFT = 150,
    RIGHT = 990,
    BIN = 14,
    BINS = (RIGHT - LEFT) / BIN + 1,
    AXIS = 22,
    BAN_HEIGHT = 16,
    BANS_SHOWN_MAX = 6,
    LANES = WV_PICTURE_LANES,
    LANE_HEIGHT = 34,
    QUIET_DAYS = 30,
    DAY = 86400,
};

typedef struct scale {
    int64_t from, to;
    int top, bottom; /* of the lanes */
} scale;

static int x_of(const scale *s, int64_t at)
{
    if (at < s->from) at = s->from;
    if (at > s->to) at = s->to;
    return LEFT + (int)((at - s->from) * (RIGHT - LEFT) / (s->to - s->from + 1));
}

wv_picture_lane wv_picture_lane_of(wv_str type)
{
    static const char *const near[] = {"contact.visit", "contact.delivery", "zone.entry",
                                       "device.alarm", "tracker.alert"};
    if (wv_str_is(type, "contact.call")) return WV_PICTURE_MESSAGES;
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        if (wv_str_is(type, near[i])) return WV_PICTURE_NEAR;
    return WV_PICTURE_EVENTS;
}

/* --- the axis -----------------------------------------------------------------------------------
 */

/* Ticks a day, a week, or at the first of every so many months: at most about twelve. */
static int64_t next_tick(int64_t at, int64_t span)
{
    int64_t days = at / DAY - (at % DAY < 0), year;
    unsigned month, day;
    if (span <= 12 * DAY) return (days + 1) * DAY;
    if (span <= 84 * DAY) return (days + 7 - (days + 3) % 7) * DAY; /* 1970-01-01 was a Thursday */
    unsigned step = span <= 370 * DAY ? 1 : span <= 1110 * DAY ? 3 : 12;
    wv_civil_from_days(days, &year, &month, &day);
    month = (month - 1) / step * step + 1 + step;
    if (month > 12) month -= 12, year++;
    return wv_days_from_civil(year, month, 1) * DAY;
}

static void put_axis(wv_buf *out, const scale *s)
{
    for (int64_t at = next_tick(s->from - 1, s->to - s->from); at <= s->to;
         at = next_tick(at, s->to - s->from)) {
        int x = x_of(s, at);
        wv_buf_format(out, "<path d=\"M%d %dV%d\" class=\"tick\"/>", x, AXIS - 4, s->bottom);
        bool last = x > RIGHT - 70; /* its words would not fit behind it */
        wv_buf_format(out, "<text x=\"%d\" y=\"12\"%s>", last ? x - 2 : x + 2,
                      last ? " class=\"end\"" : "");
        wv_dutch_day(out, (wv_time){.seconds = at, .known = true});
        wv_buf_text(out, "</text>\n");
    }
}

/* --- bars and bands -----------------------------------------------------------------------------
 */

static uint32_t bans_shown(const wv_picture *p)
{
    return p->ban_count < BANS_SHOWN_MAX ? p->ban_count : BANS_SHOWN_MAX;
}

static void put_bans(const wv_picture *p, wv_buf *out, const scale *s)
{
    for (uint32_t i = 0; i < bans_shown(p); i++) {
        const wv_picture_ban *ban = &p->bans[i];
        int y = AXIS + (int)i * BAN_HEIGHT, from = x_of(s, ban->from), to = x_of(s, ban->to);
        wv_buf_format(out, "<text x=\"4\" y=\"%d\">verbod</text>", y + 11);
        wv_buf_format(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"10\" class=\"ban\"/>",
                      from, y + 2, to > from ? to - from : 1);
        bool room = to - from > 150; /* else the words stand beside the bar, on the free side */
        bool before = !room && to >= 700;
        wv_buf_format(out, "<text x=\"%d\" y=\"%d\"%s>", before ? from - 4 : (room ? from : to) + 4,
                      y + 11, before ? " class=\"end\"" : "");
        if (ban->end.known) {
            wv_buf_text(out, "tot ");
            wv_dutch_day(out, ban->end);
        } else {
            wv_buf_text(out, "einde niet bekend");
        }
        wv_buf_text(out, "</text>\n");
    }
}

static void put_band(wv_buf *out, const scale *s, int64_t from, int64_t to)
{
    int x = x_of(s, from), width = x_of(s, to) - x;
    wv_buf_format(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"quiet\"/>", x,
                  s->top, width, s->bottom - s->top);
    if (width > 60)
        wv_buf_format(out, "<text x=\"%d\" y=\"%d\" class=\"mid\">%d dagen stil</text>\n",
                      x + width / 2, s->bottom - 6, (int)((to - from) / DAY));
}

static void put_quiet(const wv_picture *p, wv_buf *out, const scale *s)
{
    int64_t last = INT64_MIN;
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->marks[i].lane == WV_PICTURE_PATTERNS) continue;
        if (last != INT64_MIN && p->marks[i].at - last >= (int64_t)QUIET_DAYS * DAY)
            put_band(out, s, last, p->marks[i].at);
        last = p->marks[i].at;
    }
}

/* --- marks --------------------------------------------------------------------------------------
 */

typedef struct marks { /* of one lane: [0] by day, or standing; [1] by night, or fallen */
    uint32_t count[2][BINS];
    uint8_t notes[2][BINS]; /* of all marks in it */
} marks;

/* A ring around what weighs, a cross above what came after a stop. */
static void put_notes(wv_buf *out, int x, int y, unsigned notes)
{
    if (notes & WV_PICTURE_HEAVY)
        wv_buf_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"8\" class=\"heavy\"/>", x, y);
    if (notes & WV_PICTURE_AFTER_STOP)
        wv_buf_format(out, "<path d=\"M%d %dl6 6m0 -6l-6 6\" class=\"stop\"/>", x + 6, y - 9);
}

static void put_mark(wv_buf *out, int x, int y, uint32_t count, const char *kind)
{
    int r = count > 9 ? 7 : count > 1 ? 6 : 4;
    bool night = strcmp(kind, "night") == 0;
    if (night) /* a diamond: another shape, so that paper and the dark look tell it too */
        wv_buf_format(out, "<path d=\"M%d %dl%d %dl%d %dl%d %dz\" class=\"night\"/>", x, y - r - 1,
                      r + 1, r + 1, -r - 1, r + 1, -r - 1, -r - 1);
    else
        wv_buf_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" class=\"%s\"/>", x, y, r, kind);
    if (count > 99)
        wv_buf_format(out, "<text x=\"%d\" y=\"%d\" class=\"n%s\">99+</text>", x, y + 3,
                      night ? " w" : "");
    else if (count > 1)
        wv_buf_format(out, "<text x=\"%d\" y=\"%d\" class=\"n%s\">%u</text>", x, y + 3,
                      night ? " w" : "", count);
    wv_buf_byte(out, '\n');
}

static void put_lane(const wv_picture *p, wv_buf *out, const scale *s, int lane)
{
    static const char *const names[LANES] = {"meldingen", "berichten en oproepen",
                                             "bezoek en plaats", "andere gebeurtenissen",
                                             "patronen (waakvlam)"};
    static const char *const kinds[2][2] = {{"day", "night"}, {"alert", "fallen"}};
    marks m = {{{0}}, {{0}}};
    int y = s->top + lane * LANE_HEIGHT;
    for (uint32_t i = 0; i < p->count; i++) {
        const wv_picture_mark *mark = &p->marks[i];
        if ((int)mark->lane != lane) continue;
        m.count[mark->second][(x_of(s, mark->at) - LEFT) / BIN]++;
        if (p->notes) m.notes[mark->second][(x_of(s, mark->at) - LEFT) / BIN] |= p->notes[i];
    }
    wv_buf_format(out, "<path d=\"M0 %dH%d\" class=\"tick\"/><text x=\"4\" y=\"%d\">%s</text>\n", y,
                  RIGHT + 10, y + LANE_HEIGHT / 2 + 4, names[lane]);
    for (int second = 0; second < 2; second++)
        for (int b = 0; b < BINS; b++)
            if (m.count[second][b]) {
                int x = LEFT + b * BIN + BIN / 2, middle = y + (second ? 25 : 9);
                put_mark(out, x, middle, m.count[second][b], kinds[lane == LANES - 1][second]);
                put_notes(out, x, middle, m.notes[second][b]);
            }
}

void wv_picture_svg(const wv_picture *p, wv_buf *out)
{
    scale s = {.from = INT64_MAX, .to = INT64_MIN};
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->marks[i].at < s.from) s.from = p->marks[i].at;
        if (p->marks[i].at > s.to) s.to = p->marks[i].at;
    }
    if (s.from > s.to) return; /* nothing with a moment that may be shown */
    if (s.to - s.from < DAY) s.from -= DAY / 2, s.to += DAY / 2;
    s.top = AXIS + (int)bans_shown(p) * BAN_HEIGHT;
    s.bottom = s.top + LANES * LANE_HEIGHT;
    wv_buf_format(out,
                  "<svg viewBox=\"0 0 1000 %d\" role=\"img\" aria-label=\"Tijdlijn\">\n<defs>"
                  "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
                  "patternTransform=\"rotate(45)\"><path d=\"M0 0V6\" class=\"tick\"/></pattern>"
                  "</defs>\n",
                  s.bottom);
    put_quiet(p, out, &s);
    put_axis(out, &s);
    put_bans(p, out, &s);
    for (int lane = 0; lane < LANES; lane++) put_lane(p, out, &s, lane);
    wv_buf_text(out, "</svg>\n<p class=\"small\">Rondje: overdag of tijd niet bekend. Ruit: "
                     "’s nachts, tussen 0 en 6 uur. Een getal erin: zo veel bij elkaar. "
                     "Gestreept: een maand of langer niets. Balk: een verbod. Vol rondje bij "
                     "patronen: het staat; open rondje: later vervallen.</p>\n");
    if (p->notes)
        wv_buf_text(out, "<p class=\"small\">Ring eromheen: hierin staat een signaal ‘Nu’ of "
                         "‘Vandaag’. Kruisje: contact na een verbod, een blokkade of een "
                         "duidelijk nee.</p>\n");
    if (p->ban_count > BANS_SHOWN_MAX)
        wv_buf_format(out,
                      "<p class=\"small\">Er zijn %u verboden; de eerste %d staan in het "
                      "plaatje.</p>\n",
                      p->ban_count, BANS_SHOWN_MAX);
}
