/* SPDX-License-Identifier: EUPL-1.2 */
/* digest_write.c: one case of a digest as Dutch text and as a JSON line.
 *
 * In: what digest.c sorted out. Out: bytes. Neighbours: dutch.c. Invariant: no text of a record;
 * signals stand in the pack's order. Cost: linear in the case. */
#include "cli/digest.h"

enum { DAY = 86400, IDS_SHOWN_MAX = 8 };

static int64_t days_between(int64_t from, int64_t to)
{
    return to > from ? (to - from) / DAY : 0;
}

static wv_time local(const wv_digest_case *d, int64_t seconds)
{
    return (wv_time){seconds, d->as_of.offset_seconds, true, true};
}

/* Does a new record carry the signal? */
static bool carries(const wv_digest_case *d, uint32_t entry, uint16_t signal)
{
    const wv_entry *e = &d->view->chronology->entries[entry];
    if (!d->entry_new[entry] || e->gone) return false;
    for (uint32_t n = 0; n < e->note_count; n++)
        if (e->notes[n].live && e->notes[n].signal == signal) return true;
    return false;
}

static uint32_t count_carriers(const wv_digest_case *d, uint16_t signal)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < d->view->chronology->count; i++) count += carries(d, i, signal);
    return count;
}

/* --- JSON ---------------------------------------------------------------------------------------
 */

static void put_time(wv_buf *out, const char *name, wv_time t)
{
    wv_buf_format(out, ",\"%s\":", name);
    if (!t.known) {
        wv_buf_text(out, "null");
        return;
    }
    wv_buf_byte(out, '"');
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

static void put_alert(const wv_casebook *book, const wv_digest_case *d, wv_buf *out,
                      const wv_written *w)
{
    static const char *const names[] = {"info", "context", "week", "today", "now"};
    wv_buf_text(out, "{\"pattern\":");
    wv_buf_json(out, wv_casebook_slug_of_rule(book, w->rule));
    wv_buf_format(out, ",\"episode\":%u,\"triage\":\"%s\"", w->episode, names[w->triage]);
    put_time(out, "raised_at", w->raised_at);
    wv_buf_format(out, ",\"days\":%lld,\"evidence\":[",
                  (long long)days_between(w->raised_at.seconds, d->as_of.seconds));
    for (uint32_t i = 0; i < w->evidence_count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, w->evidence[i]);
    }
    wv_buf_text(out, "]}");
}

static void put_alerts(const wv_casebook *book, const wv_digest_case *d, wv_buf *out,
                       const char *name, unsigned is)
{
    bool first = true;
    wv_buf_format(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < d->view->written_count; i++) {
        if (d->written_is[i] != is) continue;
        if (!first) wv_buf_byte(out, ',');
        first = false;
        put_alert(book, d, out, &d->view->written[i]);
    }
    wv_buf_byte(out, ']');
}

/* Findings of the case on records that are not new. */
static void put_late(const wv_casebook *book, const wv_digest_case *d, wv_buf *out,
                     const char *name, unsigned is)
{
    bool first = true;
    wv_buf_format(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < d->view->written_count; i++) {
        const wv_written *w = &d->view->written[i];
        if (d->written_is[i] != is) continue;
        wv_buf_text(out, first ? "{\"signal\":" : ",{\"signal\":");
        first = false;
        wv_buf_json(out, wv_casebook_slug_of_rule(book, w->rule));
        wv_buf_text(out, ",\"record\":");
        wv_buf_json(out, w->trigger);
        put_time(out, "raised_at", w->raised_at);
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

static void put_signals(const wv_casebook *book, const wv_digest_case *d, wv_buf *out)
{
    bool first = true;
    wv_buf_text(out, ",\"signals\":[");
    for (uint16_t s = 0; s < book->pack->ast->signal_count; s++) {
        if (count_carriers(d, s) == 0) continue;
        wv_buf_text(out, first ? "{\"signal\":" : ",{\"signal\":");
        wv_buf_json(out, wv_casebook_slug(book, s));
        wv_buf_text(out, ",\"records\":[");
        first = true;
        for (uint32_t i = 0; i < d->view->chronology->count; i++) {
            if (!carries(d, i, s)) continue;
            if (!first) wv_buf_byte(out, ',');
            first = false;
            wv_buf_json(out, d->view->chronology->entries[i].id);
        }
        first = false;
        wv_buf_text(out, "]}");
    }
    wv_buf_byte(out, ']');
}

void wv_digest_ndjson(const wv_casebook *book, const wv_digest_case *d, wv_buf *out)
{
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"digest\",\"case\":");
    wv_buf_json(out, d->view->chronology->id);
    put_time(out, "as_of", d->as_of);
    put_time(out, "since", d->since);
    wv_buf_format(out, ",\"new\":{\"report\":%u,\"message\":%u,\"event\":%u}", d->records[0],
                  d->records[1], d->records[2]);
    put_signals(book, d, out);
    put_late(book, d, out, "signals_late", WV_DIGEST_LATE);
    put_late(book, d, out, "signals_fallen", WV_DIGEST_LATE_FALLEN);
    put_alerts(book, d, out, "alerts_new", WV_DIGEST_NEW);
    put_alerts(book, d, out, "alerts_fallen", WV_DIGEST_FALLEN);
    put_alerts(book, d, out, "alerts_open", WV_DIGEST_OPEN);
    wv_time last = wv_casebook_last(d->view->chronology);
    put_time(out, "last_record", last);
    wv_buf_format(out, ",\"days_since_last_record\":%lld",
                  (long long)days_between(last.seconds, d->as_of.seconds));
    wv_buf_format(out, ",\"longest_silence\":{\"days\":%lld", (long long)(d->silence / DAY));
    put_time(out, "from", d->silence ? local(d, d->silence_from) : (wv_time){0});
    put_time(out, "to", d->silence ? local(d, d->silence_from + d->silence) : (wv_time){0});
    wv_buf_text(out, "}}\n");
}

/* --- text: what the profile does not name is not told at all -----------------------------------
 */

static bool shows(const wv_digest_case *d, const char *field)
{
    return wv_disclose_shows(d->profile, WV_DISCLOSE_DIGEST, field);
}

void wv_digest_head(wv_buf *out, const wv_digest_case *of, uint64_t cases, uint64_t shown)
{
    bool is_zaak = strcmp(of->word->one, "zaak") == 0;
    wv_buf_format(out, "OVERZICHT VAN %s\n", is_zaak ? "ZAKEN" : "CASUSSEN");
    if (of->profile->name[0])
        wv_buf_format(out, "Niet alles staat hier. Dit is wat het profiel ‘%s’ laat zien.\n",
                      of->profile->name);
    if (of->as_of.known && shows(of, "as_of")) {
        wv_buf_text(out, "Stand op ");
        wv_dutch_moment(out, of->as_of);
        wv_buf_text(out, ". Nieuw is wat er kwam na ");
        if (of->since.known)
            wv_dutch_moment(out, of->since);
        else
            wv_buf_text(out, "het vorige overzicht");
        wv_buf_text(out, ".\n");
    }
    if (shown == 0)
        wv_buf_text(out, "Geen nieuws en geen open patronen. Dat zegt niets over de veiligheid.\n");
    wv_buf_format(out, "In dit overzicht: %llu van ", (unsigned long long)shown);
    wv_dutch_count(out, cases, of->word->one, of->word->more);
    wv_buf_text(out, ".\nDit is gemaakt door een computer. Het kan dingen missen. Lees altijd de "
                     "stukken zelf.\n");
}

static void put_ids(const wv_digest_case *d, wv_buf *out, uint16_t signal)
{
    uint32_t shown = 0, count = count_carriers(d, signal);
    wv_buf_text(out, " (");
    for (uint32_t i = 0; i < d->view->chronology->count && shown < IDS_SHOWN_MAX; i++) {
        if (!carries(d, i, signal)) continue;
        if (shown++) wv_buf_text(out, ", ");
        wv_dutch_plain(out, d->view->chronology->entries[i].id);
    }
    if (count > shown) wv_buf_format(out, " en nog %u", count - shown);
    wv_buf_byte(out, ')');
}

static void tell_records(const wv_digest_case *d, wv_buf *out)
{
    static const char *const one[] = {"melding", "bericht", "gebeurtenis"};
    static const char *const more[] = {"meldingen", "berichten", "gebeurtenissen"};
    bool first = true;
    for (int k = 0; k < WV_KIND_COUNT; k++) {
        if (d->records[k] == 0) continue;
        wv_buf_text(out, first ? "  Nieuwe stukken: " : ", ");
        first = false;
        wv_dutch_count(out, d->records[k], one[k], more[k]);
    }
    wv_buf_text(out, first ? "  Geen nieuwe stukken.\n" : ".\n");
}

static void tell_signals(const wv_casebook *book, const wv_digest_case *d, wv_buf *out)
{
    for (uint16_t s = 0; s < book->pack->ast->signal_count; s++) {
        if (count_carriers(d, s) == 0) continue;
        wv_buf_text(out, "  Nieuw signaal: ");
        wv_buf_str(out, book->pack->ast->signals[s].label.s);
        if (shows(d, "signals.records")) put_ids(d, out, s);
        wv_buf_byte(out, '\n');
    }
}

static void tell_label(const wv_casebook *book, const wv_written *w, const char *what, wv_buf *out)
{
    wv_buf_format(out, "  %s: ", what);
    wv_buf_str(out, wv_casebook_label(book, wv_casebook_slug_of_rule(book, w->rule)));
}

static void tell_late(const wv_casebook *book, const wv_digest_case *d, wv_buf *out, unsigned is,
                      const char *what)
{
    for (uint32_t i = 0; i < d->view->written_count; i++) {
        const wv_written *w = &d->view->written[i];
        if (d->written_is[i] != is) continue;
        tell_label(book, w, what, out);
        wv_buf_text(out, " (");
        wv_dutch_plain(out, w->trigger);
        wv_buf_text(out, "), gezien op ");
        wv_dutch_moment(out, w->raised_at);
        wv_buf_text(out, ".\n");
    }
}

static void tell_alerts(const wv_casebook *book, const wv_digest_case *d, wv_buf *out, unsigned is,
                        const char *what)
{
    for (uint32_t i = 0; i < d->view->written_count; i++) {
        const wv_written *w = &d->view->written[i];
        if (d->written_is[i] != is) continue;
        tell_label(book, w, what, out);
        wv_buf_format(out, ". Bekijken: %s. Gezien op ", wv_dutch_triage(w->triage));
        wv_dutch_moment(out, w->raised_at);
        if (is != WV_DIGEST_FALLEN) {
            wv_buf_text(out, ", staat ");
            wv_dutch_count(out, (uint64_t)days_between(w->raised_at.seconds, d->as_of.seconds),
                           "dag", "dagen");
            wv_buf_text(out, " open");
        }
        wv_buf_text(out, ".\n");
    }
}

static void tell_last(const wv_digest_case *d, wv_buf *out)
{
    wv_time last = wv_casebook_last(d->view->chronology);
    wv_buf_text(out, "  Laatste stuk: ");
    wv_dutch_moment(out, last);
    uint64_t days = (uint64_t)days_between(last.seconds, d->as_of.seconds);
    if (days) {
        wv_buf_text(out, ", ");
        wv_dutch_count(out, days, "dag", "dagen");
        wv_buf_text(out, " geleden");
    }
    wv_buf_text(out, ".\n");
}

static void tell_silence(const wv_digest_case *d, wv_buf *out)
{
    if (d->silence < DAY) return;
    wv_buf_text(out, "  Langste stilte: ");
    wv_dutch_count(out, (uint64_t)(d->silence / DAY), "dag", "dagen");
    wv_buf_text(out, ", van ");
    wv_dutch_day(out, local(d, d->silence_from));
    wv_buf_text(out, " tot ");
    wv_dutch_day(out, local(d, d->silence_from + d->silence));
    wv_buf_text(out, ".\n");
}

void wv_digest_text(const wv_casebook *book, const wv_digest_case *d, wv_buf *out)
{
    wv_buf_format(out, "\n%s ", d->word->capital);
    if (shows(d, "case"))
        wv_dutch_plain(out, d->view->chronology->id);
    else
        wv_buf_text(out, "zonder naam");
    if (d->open && shows(d, "alerts_open"))
        wv_buf_format(out, " (bekijken: %s)", wv_dutch_triage(d->triage));
    wv_buf_byte(out, '\n');
    if (shows(d, "new")) tell_records(d, out);
    if (shows(d, "signals.signal")) tell_signals(book, d, out);
    if (shows(d, "signals_late"))
        tell_late(book, d, out, WV_DIGEST_LATE, "Nieuw signaal bij een ouder stuk");
    if (shows(d, "signals_fallen"))
        tell_late(book, d, out, WV_DIGEST_LATE_FALLEN, "Signaal vervallen");
    if (shows(d, "alerts_new")) tell_alerts(book, d, out, WV_DIGEST_NEW, "Nieuw patroon");
    if (shows(d, "alerts_fallen")) tell_alerts(book, d, out, WV_DIGEST_FALLEN, "Patroon vervallen");
    if (shows(d, "alerts_open")) tell_alerts(book, d, out, WV_DIGEST_OPEN, "Open patroon");
    if (shows(d, "last_record")) tell_last(d, out);
    if (shows(d, "longest_silence")) tell_silence(d, out);
}
