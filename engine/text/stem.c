/* SPDX-License-Identifier: EUPL-1.2 */
/* stem.c: the only door to libstemmer.
 *
 * In: a folded word. Out: its stem. Neighbours: analyse.c, as the last resort. Invariant: the same
 * stem on every machine, guarded by wv_stem_selftest at start-up. Cost: about 155 ns a word; one
 * object a thread. */
#include "text/stem.h"

#include "base/map.h"

#include <libstemmer.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t stemmer_key;
static bool key_made;

static void drop_stemmer(void *stemmer)
{
    sb_stemmer_delete(stemmer);
}

static void make_key(void)
{
    key_made = pthread_key_create(&stemmer_key, drop_stemmer) == 0;
}

static struct sb_stemmer *stemmer_of_thread(void)
{
    pthread_once(&once, make_key);
    if (!key_made) return NULL;
    struct sb_stemmer *s = pthread_getspecific(stemmer_key);
    if (s) return s;
    s = sb_stemmer_new("dutch", "UTF_8");
    if (s && pthread_setspecific(stemmer_key, s) != 0) {
        sb_stemmer_delete(s);
        return NULL;
    }
    return s;
}

bool wv_stem(wv_str folded, wv_form *out)
{
    struct sb_stemmer *s = stemmer_of_thread();
    const sb_symbol *stem =
        s ? sb_stemmer_stem(s, (const sb_symbol *)folded.p, (int)folded.n) : NULL;
    if (!stem) return false;
    *out = wv_form_of((const char *)stem, (size_t)sb_stemmer_length(s));
    return true;
}

static const char *const pinned[][2] = {
#define T(word, stem) {word, stem},
#include "text/data/stems_pinned.inc"
#undef T
};

wv_rc wv_stem_selftest(const char **word)
{
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++) {
        wv_form f;
        if (!wv_stem(wv_str_of(pinned[i][0]), &f)) return WV_E_NOMEM;
        if (wv_str_is(wv_form_str(&f), pinned[i][1])) continue;
        if (word) *word = pinned[i][0];
        return WV_E_VERSION;
    }
    return WV_OK;
}

bool wv_stem_fingerprint(uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++) {
        wv_form f;
        if (!wv_stem(wv_str_of(pinned[i][0]), &f)) return false;
        wv_str stem = wv_form_str(&f);
        uint64_t mixed[2] = {*out, wv_hash64(stem.p, stem.n)};
        *out = wv_hash64(mixed, sizeof mixed);
    }
    return true;
}
