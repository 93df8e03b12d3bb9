/* SPDX-License-Identifier: EUPL-1.2 */
/* mojibake.c: bytes that were taken for characters, put back.
 *
 *   typed        ik weet waar je bent, ë        bytes  C3 AB
 *   in the file  \u00c3\u00ab                   characters U+00C3 U+00AB
 *   mended       ë
 *
 * In: valid UTF-8. Out: valid UTF-8. Neighbours: messenger.c. Invariant: only a string all of whose
 * characters are below U+0100 and whose bytes are UTF-8 with a character beyond ASCII is touched.
 * Cost: linear. */
#include "convert/mojibake.h"

#include "text/utf8.h"

static bool is_ascii(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) return false;
    return true;
}

/* Characters as bytes into p; 0 when one is no byte. */
static uint32_t to_bytes(wv_str s, char *p)
{
    uint32_t count = 0, n = 0;
    for (uint32_t at = 0; at < s.n; at += n) {
        uint32_t c = wv_utf8_decode(s, at, &n);
        if (c > 0xFF) return 0;
        p[count++] = (char)c;
    }
    return count;
}

void wv_mojibake_see(wv_mojibake *m, wv_str s)
{
    char block[4096];
    if (is_ascii(s)) return;
    char *p = s.n <= sizeof block ? block : wv_mem_new(s.n);
    wv_str bytes = {p, p ? to_bytes(s, p) : 0};
    if (!bytes.n)
        m->wide++;
    else if (wv_utf8_valid(bytes))
        m->fits++;
    else
        m->odd++;
    if (p != block) wv_mem_free(p);
}

bool wv_mojibake_is(const wv_mojibake *m)
{
    return m->fits > 0 && m->wide == 0 && m->fits >= 4 * m->odd;
}

bool wv_mojibake_mend(wv_arena *arena, wv_str *s)
{
    if (is_ascii(*s)) return true;
    char *p = wv_arena_alloc(arena, s->n);
    if (!p) return false;
    wv_str bytes = {p, to_bytes(*s, p)};
    if (bytes.n && wv_utf8_valid(bytes)) *s = bytes;
    return true;
}
