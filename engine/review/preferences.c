/* SPDX-License-Identifier: EUPL-1.2 */
/* preferences.c: what a reviewer chose for this browser.
 *
 * In: a cookie. Out: values, and the cookie again. Neighbours: page/keys.c has the form. Invariant:
 * any bytes in the cookie give usable preferences. Cost: nothing. */
#include "review/preferences.h"

static const struct {
    const char *word, *about;
    char letter;
} KEYS[] = {
#define WV_KEY_ROW(name, word, letter, about) {word, about, letter},
    WV_KEY_TABLE(WV_KEY_ROW)
#undef WV_KEY_ROW
};

const char *wv_key_word(wv_key key)
{
    return KEYS[key].word;
}

const char *wv_key_about(wv_key key)
{
    return KEYS[key].about;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 0 for what is no number, or one above `most`. */
static uint32_t number(wv_str value, uint32_t most)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9' || n > most / 10) return 0;
        n = n * 10 + (uint32_t)(value.p[i] - '0');
    }
    return n > most ? 0 : n;
}

static void read_one(wv_str name, wv_str value, wv_preferences *out)
{
    bool on = wv_str_is(value, "1");
    if (wv_str_is(name, "masker")) out->masks = on;
    if (wv_str_is(name, "blind")) out->blind = on;
    if (wv_str_is(name, "uit")) out->keys_off = on;
    if (wv_str_is(name, "los")) out->shuffles = on;
    if (wv_str_is(name, "kaal")) out->plain = on;
    if (wv_str_is(name, "pauze")) out->pause = number(value, WV_PAUSE_MAX);
    if (wv_str_is(name, "zwaar")) out->heavy_read = number(value, UINT32_MAX / 10 - 1);
    if (wv_str_is(name, "dag")) out->heavy_day = number(value, UINT32_MAX / 10 - 1);
    if (value.n != 2 || hex(value.p[0]) < 0 || hex(value.p[1]) < 0) return;
    int letter = hex(value.p[0]) * 16 + hex(value.p[1]);
    if (letter != 0 && (letter <= ' ' || letter > '~')) return;
    for (int k = 0; k < WV_KEY_COUNT; k++)
        if (wv_str_is(name, KEYS[k].word)) out->keys[k] = (char)letter;
}

void wv_preferences_read(wv_str cookie, wv_preferences *out)
{
    *out = (wv_preferences){0};
    for (int k = 0; k < WV_KEY_COUNT; k++) out->keys[k] = KEYS[k].letter;
    for (uint32_t at = 0; at < cookie.n;) {
        uint32_t end = at, eq;
        while (end < cookie.n && cookie.p[end] != '.') end++;
        for (eq = at; eq < end && cookie.p[eq] != '=';) eq++;
        if (eq < end)
            read_one((wv_str){cookie.p + at, eq - at}, (wv_str){cookie.p + eq + 1, end - eq - 1},
                     out);
        at = end + 1;
    }
}

void wv_preferences_write(const wv_preferences *p, wv_buf *out)
{
    wv_buf_format(out, "masker=%d.blind=%d.uit=%d.los=%d.kaal=%d.pauze=%u", p->masks, p->blind,
                  p->keys_off, p->shuffles, p->plain, p->pause);
    if (p->pause) wv_buf_format(out, ".zwaar=%u.dag=%u", p->heavy_read, p->heavy_day);
    for (int k = 0; k < WV_KEY_COUNT; k++)
        if (p->keys[k] != KEYS[k].letter)
            wv_buf_format(out, ".%s=%02x", KEYS[k].word, (unsigned)(unsigned char)p->keys[k]);
}

bool wv_preferences_fit(const wv_preferences *p)
{
    for (int a = 0; a < WV_KEY_COUNT; a++)
        for (int b = a + 1; b < WV_KEY_COUNT; b++)
            if (p->keys[a] && p->keys[a] == p->keys[b]) return false;
    return true;
}
