/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_write.c: records and gold of a case as lines of JSON.
 *
 * In: a case, its records. Out: lines, keys in a fixed order. Neighbours: feed_case.c. Invariants:
 * people are called by their letter and the number of the case, so that no two cases share a
 * person; `stands` is the moment by which the evidence was complete, `by` the end of that local
 * day: a scan that needs longer is late. Cost: linear. */
#include "lab/feed_write.h"

#include "base/time.h"

enum { DAY = 86400, EVIDENCE_MAX = 60 };

void wv_feed_write_id(wv_buf *out, uint64_t number, uint32_t index)
{
    wv_buf_format(out, "\"r%08llu-%03u\"", (unsigned long long)number, index);
}

/* ---- values ---- */

static bool is_person(wv_str s)
{
    return (s.n == 1 && s.p[0] >= 'A' && s.p[0] <= 'E') || wv_str_is(s, "C1");
}

static void write_name(wv_buf *out, wv_str name, uint64_t number)
{
    if (is_person(name))
        wv_buf_format(out, "\"%.*s.%llu\"", (int)name.n, name.p, (unsigned long long)number);
    else
        wv_buf_json(out, name);
}

static void write_moment(wv_feeds *f, wv_buf *out, int64_t utc, bool dated)
{
    wv_time t = {utc, wv_tz_offset(&f->zone, utc), true, !dated};
    wv_buf_byte(out, '"');
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

/* "+90d" is midnight so many days after the record. */
static bool days_ahead(wv_str s, int64_t *days)
{
    *days = 0;
    if (s.n < 3 || s.p[0] != '+' || s.p[s.n - 1] != 'd' || s.n > 6) return false;
    for (uint32_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *days = *days * 10 + (s.p[i] - '0');
    }
    return true;
}

static bool is_literal(wv_str s)
{
    bool digits = s.n > 0;
    for (uint32_t i = 0; i < s.n; i++) digits = digits && s.p[i] >= '0' && s.p[i] <= '9';
    return digits || wv_str_is(s, "true") || wv_str_is(s, "false");
}

static void write_value(wv_feeds *f, wv_buf *out, const wv_node *n, uint64_t number, int64_t at)
{
    int64_t days;
    if (n->type == WV_NODE_LIST) {
        wv_buf_byte(out, '[');
        for (uint32_t i = 0; i < n->count; i++) {
            if (i) wv_buf_byte(out, ',');
            write_name(out, n->items[i]->scalar, number);
        }
        wv_buf_byte(out, ']');
    } else if (days_ahead(n->scalar, &days)) {
        int64_t local = at + wv_tz_offset(&f->zone, at) + days * DAY;
        local -= local % DAY;
        write_moment(f, out, local - wv_tz_offset_local(&f->zone, local), false);
    } else if (!n->quoted && is_literal(n->scalar)) {
        wv_buf_str(out, n->scalar);
    } else {
        write_name(out, n->scalar, number);
    }
}

static void write_attrs(wv_feeds *f, wv_buf *out, const wv_node *attrs, uint64_t number,
                        int64_t at)
{
    wv_buf_text(out, ",\"attrs\":{");
    for (uint32_t i = 0; attrs && i < attrs->count; i++) {
        if (i) wv_buf_byte(out, ',');
        write_name(out, attrs->keys[i]->scalar, number);
        wv_buf_byte(out, ':');
        write_value(f, out, attrs->items[i], number, at);
    }
    wv_buf_byte(out, '}');
}

static void write_one_of(wv_buf *out, const char *key, const wv_lits *list, const char *absent,
                         wv_draw *draw)
{
    wv_str value = list->count ? list->items[wv_draw_below(draw, list->count)].s
                               : wv_str_of(absent);
    if (!value.n) return;
    wv_buf_format(out, ",\"%s\":", key);
    wv_buf_json(out, value);
}

/* ---- records ---- */

static void write_report(wv_buf *out, wv_feed_case *c, const wv_feed_step *s, wv_draw *draw)
{
    uint32_t handler = s->same_handler ? 1 : 2 + c->handlers++;
    write_one_of(out, "source", &s->sources, "politie", draw);
    wv_buf_text(out, ",\"reporter\":");
    write_name(out, s->reporter, c->number);
    write_one_of(out, "code", &s->codes, "melding", draw);
    wv_buf_format(out, ",\"handler\":\"h%u\"", handler);
}

void wv_feed_write_record(wv_feeds *f, wv_feed_case *c, const wv_feed_step *s,
                          const wv_feed_record *r, wv_str text, wv_draw *draw)
{
    static const char *const kinds[] = {"event", "message", "report"};
    wv_buf *out = &f->line;
    wv_buf_clear(out);
    wv_buf_text(out, "{\"id\":");
    wv_feed_write_id(out, c->number, r->index);
    wv_buf_format(out, ",\"case\":\"c%08llu\",\"kind\":\"%s\",\"occurred_at\":",
                  (unsigned long long)c->number, kinds[s->kind]);
    write_moment(f, out, r->occurred, s->dated);
    if (r->received != r->occurred) {
        wv_buf_text(out, ",\"received_at\":");
        write_moment(f, out, r->received, false);
    }
    if (s->kind == WV_FEED_EVENT) {
        write_one_of(out, "source", &s->sources, "", draw);
        wv_buf_text(out, ",\"type\":");
        wv_buf_json(out, s->type);
        write_attrs(f, out, s->attrs, c->number, r->occurred);
    } else if (s->kind == WV_FEED_MESSAGE) {
        wv_buf_text(out, ",\"from\":");
        write_name(out, s->from, c->number);
        wv_buf_text(out, ",\"to\":");
        write_name(out, s->to, c->number);
        write_one_of(out, "channel", &s->channels, "whatsapp", draw);
    } else {
        write_report(out, c, s, draw);
    }
    if (s->kind != WV_FEED_EVENT) {
        wv_buf_text(out, ",\"text\":");
        wv_buf_json(out, text);
    }
    wv_buf_byte(out, '}');
}

/* ---- gold ---- */

static int64_t end_of_day(const wv_feeds *f, int64_t utc)
{
    int64_t local = utc + wv_tz_offset(&f->zone, utc);
    local += DAY - 1 - local % DAY;
    return local - wv_tz_offset_local(&f->zone, local);
}

static void write_times(wv_feeds *f, wv_buf *out, int64_t stands)
{
    wv_buf_text(out, ",\"by\":");
    write_moment(f, out, end_of_day(f, stands), false);
    wv_buf_text(out, ",\"stands\":");
    write_moment(f, out, stands, false);
}

void wv_feed_write_sign(wv_feeds *f, const wv_feed_record *r, wv_str slug)
{
    wv_buf *out = &f->musts;
    if (out->n) wv_buf_byte(out, ',');
    wv_buf_text(out, "{\"slug\":");
    wv_buf_json(out, slug);
    write_times(f, out, r->received);
    wv_buf_text(out, ",\"record\":");
    wv_feed_write_id(out, r->number, r->index);
    wv_buf_byte(out, '}');
    f->counts.musts++;
}

/* Records of the steps that the pattern stands on, up to the one that completes it. */
static void write_must(wv_feeds *f, const wv_feed_case *c, const wv_feed_must *m)
{
    wv_buf *out = &f->musts;
    int64_t stands = INT64_MIN;
    uint32_t shown = 0;
    if (out->n) wv_buf_byte(out, ',');
    wv_buf_text(out, "{\"slug\":");
    wv_buf_json(out, m->slug);
    wv_buf_text(out, ",\"evidence_any_of\":[");
    for (uint32_t k = 0; k < m->count; k++) {
        uint32_t nth = 0;
        for (uint32_t i = c->first; i < f->record_count; i++) {
            const wv_feed_record *r = &f->records[i];
            if (r->step != m->steps[k] || (m->nth[k] && nth == m->nth[k])) continue;
            nth++;
            stands = r->received > stands ? r->received : stands;
            if (shown == EVIDENCE_MAX) continue;
            if (shown++) wv_buf_byte(out, ',');
            wv_feed_write_id(out, r->number, r->index);
        }
    }
    wv_buf_byte(out, ']');
    write_times(f, out, stands);
    if (m->level.n) {
        wv_buf_text(out, ",\"level\":");
        wv_buf_json(out, m->level);
    }
    wv_buf_byte(out, '}');
    f->counts.musts++;
}

static void write_nots(wv_buf *out, const wv_feed *feed)
{
    wv_buf_text(out, "],\"must_not\":[");
    for (uint32_t i = 0; i < feed->not_count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_text(out, "{\"slug\":");
        wv_buf_json(out, feed->nots[i].slug);
        if (feed->nots[i].above >= 0) wv_buf_format(out, ",\"above\":%d", feed->nots[i].above);
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

void wv_feed_write_gold(wv_feeds *f, const wv_feed_case *c, wv_buf *out)
{
    for (uint32_t i = 0; i < c->feed->must_count; i++) write_must(f, c, &c->feed->musts[i]);
    wv_buf_format(out, "{\"case\":\"c%08llu\",\"like\":", (unsigned long long)c->number);
    wv_buf_json(out, c->feed->id);
    wv_buf_format(out, ",\"split\":\"%s\",\"must\":[", wv_split_names[c->split]);
    wv_buf_add(out, f->musts.p, f->musts.n);
    write_nots(out, c->feed);
    wv_buf_text(out, ",\"silent\":[");
    wv_buf_add(out, f->silent.p, f->silent.n);
    wv_buf_text(out, "],\"max_severity\":");
    if (c->feed->quiet >= 0)
        wv_buf_format(out, "%d", c->feed->quiet);
    else
        wv_buf_text(out, "null");
    wv_buf_text(out, ",\"allow\":[");
    for (uint32_t i = 0; i < c->feed->allow.count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, c->feed->allow.items[i].s);
    }
    wv_buf_text(out, "]}\n");
}
