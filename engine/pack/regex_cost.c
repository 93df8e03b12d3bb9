/* SPDX-License-Identifier: EUPL-1.2 */
/* regex_cost.c: a regex run over a fixed text with a counter at each of its items.
 *
 * In: a pattern literal. Out: steps in a thousand characters, and whether they grow faster than the
 * text. Neighbours: lint.c asks; regex.c compiles for the scan. Invariant: the same regex gives the
 * same count everywhere: PCRE2's interpreter with automatic callouts, never a clock. Cost: at most
 * nine times STEPS_MAX callouts, for the worst. */
#include "pack/regex_cost.h"

#include "base/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { STEPS_MAX = 100000, TEXT_CHARS = 1000, TIMES = 4, GROWTH_MAX = 8 };

/* One thousand characters of a report as it is written, invented, without a full stop inside: a match
 * lies within one sentence, so one long sentence is the worst that a regex meets. The long word and
 * the digits are there for repeats within repeats, the marks at its end for a regex that waits for one. */
static const char paragraph[] =
    "Melder verklaart dat hij op maandag 3 maart 2026 om 21:40 uur thuis was toen de bel ging "
    "en er niemand voor de deur stond, daarna werd er nog 4 keer gebeld met nummer 06-10000000 "
    "en zag hij een witte auto wegrijden in de richting van het station, zijn vriendin had die "
    "dag al 17 berichten gekregen van een account dat zij niet kende, zij herkende wel de "
    "manier van schrijven en de foto, volgens haar is het iemand met wie zij vroeger omging, "
    "zij heeft een aansprakelijkheidsverzekeringsmaatschappijmedewerker gesproken en die "
    "raadde haar aan om alles te bewaren en te laten zien, de buurvrouw van nummer 12 heeft "
    "ook iets gehoord maar weet niet meer hoe laat dat was, op 5 maart vond zij een envelop "
    "zonder afzender met daarin 0,01 euro en een briefje, op het briefje stond alleen een "
    "datum, zij slaapt sindsdien slecht en gaat niet meer alleen naar buiten, melder vraagt "
    "wat hij kan doen en of er iemand kan langskomen om te kijken naar het slot van de "
    "achterdeur, dat sinds vorige week - x ! ? dood";

typedef struct counter {
    uint32_t steps, most;
} counter;

static int count_step(pcre2_callout_block *block, void *ctx)
{
    (void)block;
    counter *c = ctx;
    return ++c->steps > c->most ? PCRE2_ERROR_MATCHLIMIT : 0;
}

/* Steps for every match in the text, as a scan with more sentences would; stops above `most`. */
static uint32_t count_all(const pcre2_code *code, pcre2_match_data *data,
                          pcre2_match_context *context, wv_str text, uint32_t most)
{
    counter c = {0, most};
    pcre2_set_callout(context, count_step, &c);
    for (PCRE2_SIZE at = 0; at < text.n && c.steps <= most;) {
        int rc = pcre2_match(code, (PCRE2_SPTR)text.p, text.n, at,
                             PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);
        PCRE2_SIZE end = rc >= 0 ? pcre2_get_ovector_pointer(data)[1] : text.n;
        at = end > at ? end : at + 1;
    }
    return c.steps;
}

static bool write_text(wv_buf *out)
{
    for (int i = 0; i < TIMES; i++) wv_buf_add(out, paragraph, TEXT_CHARS);
    return !out->failed;
}

static wv_rc measure(const pcre2_code *code, wv_regex_cost *out)
{
    wv_buf text;
    uint32_t once = 0, often = 0;
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    wv_buf_init(&text);
    bool ready = data && context && write_text(&text);
    if (ready) {
        once = count_all(code, data, context, (wv_str){text.p, TEXT_CHARS}, STEPS_MAX);
        out->endless = once > STEPS_MAX;
        out->steps = out->endless ? STEPS_MAX : once;
        uint32_t most = out->steps * GROWTH_MAX + GROWTH_MAX; /* from nothing to a little is fine */
        if (!out->endless)
            often = count_all(code, data, context, (wv_str){text.p, (uint32_t)text.n}, most);
        out->superlinear = out->endless || often > most;
    }
    wv_buf_done(&text);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    return ready ? WV_OK : WV_E_NOMEM;
}

wv_rc wv_regex_measure(const wv_lit *pattern, wv_regex_cost *out)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_AUTO_CALLOUT |
                             PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
    _Static_assert(sizeof paragraph > TEXT_CHARS, "the text is cut to a thousand characters");
    *out = (wv_regex_cost){0};
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern->s.p, pattern->s.n, options, &error, &at, NULL);
    if (!code) return WV_E_PACK;
    wv_rc rc = measure(code, out);
    pcre2_code_free(code);
    return rc;
}
