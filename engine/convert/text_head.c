/* SPDX-License-Identifier: EUPL-1.2 */
/* text_head.c: the head of a report -> title, source, code, reporter and time of its record.
 *
 * In: text. Out: parts of it. Neighbours: text.c, docx.c, pdf.c. Invariants: a line is taken for
 * head only when its name is in the table, the head begins at the first line with words and has two
 * such lines or more, so that *Datum: morgen ga je eraan* alone stays text; whatever is no head
 * stays text, to the byte. Cost: the head. */
#include "convert/text.h"

typedef enum field { TITLE, SOURCE, CODE, REPORTER, WHEN, FIELD_COUNT } field;

static const struct {
    const char *name;
    field field;
} g_names[] = {
    {"titel", TITLE},
    {"onderwerp", TITLE},
    {"betreft", TITLE},
    {"bron", SOURCE},
    {"instantie", SOURCE},
    {"organisatie", SOURCE},
    {"code", CODE},
    {"incidentcode", CODE},
    {"maatschappelijke klasse", CODE},
    {"soort", CODE},
    {"melder", REPORTER},
    {"opgemaakt door", REPORTER},
    {"verbalisant", REPORTER},
    {"rapporteur", REPORTER},
    {"datum", WHEN},
    {"datum incident", WHEN},
    {"pleegdatum", WHEN},
    {"datum/tijd", WHEN},
    {"datum en tijd", WHEN},
    {"datum melding", WHEN},
};

static bool next_line(wv_str text, uint32_t *at, wv_str *line)
{
    if (*at >= text.n) return false;
    const char *start = text.p + *at;
    const char *stop = memchr(start, '\n', text.n - *at);
    uint32_t n = stop ? (uint32_t)(stop - start) : text.n - *at;
    *at += n + (stop != NULL);
    if (n && start[n - 1] == '\r') n--;
    *line = (wv_str){start, n};
    return true;
}

static wv_str trimmed(wv_str s)
{
    while (s.n && strchr(" \t", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t", s.p[s.n - 1])) s.n--;
    return s;
}

static bool is_field(wv_str line, field *what, wv_str *value)
{
    const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    if (!colon) return false;
    wv_str name = trimmed((wv_str){line.p, (uint32_t)(colon - line.p)});
    for (size_t i = 0; i < sizeof g_names / sizeof *g_names; i++) {
        size_t n = strlen(g_names[i].name);
        if (name.n != n || strncasecmp(name.p, g_names[i].name, n) != 0) continue;
        *what = g_names[i].field;
        *value = trimmed((wv_str){colon + 1, (uint32_t)(line.p + line.n - colon - 1)});
        return true;
    }
    return false;
}

void wv_text_head_read(wv_str text, wv_text_head *head)
{
    wv_str line, value;
    wv_str *const slots[FIELD_COUNT] = {[TITLE] = &head->title,
                                        [SOURCE] = &head->source,
                                        [CODE] = &head->code,
                                        [REPORTER] = &head->reporter,
                                        [WHEN] = &head->when};
    uint32_t at = 0;
    field what;
    *head = (wv_text_head){0};
    while (next_line(text, &at, &line)) {
        if (!trimmed(line).n && !head->lines) continue;
        if (!is_field(line, &what, &value)) break;
        if (!slots[what]->n) *slots[what] = value;
        head->lines++;
        head->bytes = at;
    }
    bool ended = head->bytes == text.n || (head->bytes < text.n && !trimmed(line).n);
    if (head->lines < 2 || !ended)
        *head = (wv_text_head){0};
    else if (head->bytes < text.n)
        head->bytes = at;
}

/* ---- times ---- */

static const char *const g_months[] = {"jan", "feb", "ma",  "apr", "mei", "jun",
                                       "jul", "aug", "sep", "okt", "nov", "dec"};

static bool take_number(wv_str *s, unsigned *value)
{
    uint32_t i = 0;
    *value = 0;
    for (; i < s->n && i < 4 && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        *value = *value * 10 + (unsigned)(s->p[i] - '0');
    *s = (wv_str){s->p + i, s->n - i};
    return i > 0;
}

static bool take_sign(wv_str *s, const char *signs)
{
    if (!s->n || !strchr(signs, s->p[0])) return false;
    s->p++, s->n--;
    return true;
}

/* `-01-`, ` januari ` */
static bool take_month(wv_str *s, unsigned *month)
{
    while (take_sign(s, "-/. ")) {
    }
    if (s->n && s->p[0] >= '0' && s->p[0] <= '9') {
        bool fine = take_number(s, month);
        while (take_sign(s, "-/. ")) {
        }
        return fine;
    }
    for (unsigned i = 0; i < 12; i++) {
        size_t n = strlen(g_months[i]);
        if (s->n <= n || strncasecmp(s->p, g_months[i], n) != 0) continue;
        while (s->n && s->p[0] != ' ') s->p++, s->n--;
        take_sign(s, " ");
        *month = i + 1;
        return true;
    }
    return false;
}

/* Behind the date: nothing, or ` om 22.10 uur`. */
static bool take_clock(wv_str s, bool *has, unsigned *hour, unsigned *minute)
{
    static const char *const words[] = {"om ", "te ", "omstreeks ", "circa ", "ca. "};
    while (take_sign(&s, " ,T")) {
    }
    *has = s.n > 0;
    if (!s.n) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (s.n > strlen(words[i]) && !strncasecmp(s.p, words[i], strlen(words[i])))
            s.p += strlen(words[i]), s.n -= (uint32_t)strlen(words[i]);
    return take_number(&s, hour) && take_sign(&s, ":.") && take_number(&s, minute);
}

bool wv_text_time(wv_str s, const wv_convert_options *options, wv_converted *item)
{
    unsigned day, month, year, hour = 0, minute = 0;
    bool has_clock;
    int64_t local;
    wv_time t;
    if (s.n >= 10 && s.p[4] == '-' && wv_time_parse(s, 0, &t, NULL) == WV_OK) {
        bool zoned = s.n > 10 && (s.p[s.n - 1] == 'Z' || memchr(s.p + 10, '+', s.n - 10) ||
                                  memchr(s.p + 10, '-', s.n - 10));
        item->at = t;
        if (!t.has_clock || zoned) return true;
        local = t.seconds;
    } else {
        if (!take_number(&s, &day) || !take_month(&s, &month) || !take_number(&s, &year))
            return false;
        if (!take_clock(s, &has_clock, &hour, &minute)) return false;
        if (!wv_convert_civil(year, month, day, hour, minute, 0, &local)) return false;
        item->at = (wv_time){local, 0, true, has_clock};
        if (!has_clock) {
            item->at.offset_seconds = wv_tz_offset_local(options->zone, local);
            item->at.seconds = local - item->at.offset_seconds;
            return true;
        }
    }
    item->at = wv_convert_clock(options->zone, local, NULL, &item->warnings);
    item->zone = options->zone_name;
    return true;
}

void wv_text_fill(wv_str text, const wv_convert_options *options, wv_converted *item)
{
    wv_text_head head;
    wv_text_head_read(text, &head);
    item->text = (wv_str){text.p + head.bytes, text.n - head.bytes};
    item->title = head.title;
    item->source = head.source;
    item->code = head.code;
    item->from = head.reporter;
    if (head.when.n && !wv_text_time(head.when, options, item))
        item->warnings |= WV_CONVERT_WARN(NO_TIME);
}

bool wv_text_has_words(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > ' ') return true;
    return false;
}

void wv_text_dead(wv_converted *item, const char *reason, const char *message)
{
    item->kind = WV_CONVERTED_DEAD;
    item->dead_reason = reason;
    item->dead_message = message;
}
