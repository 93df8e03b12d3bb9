/* SPDX-License-Identifier: EUPL-1.2 */
/* stem.h: libstemmer's Dutch stemmer (2.2, Porter's), for words that our tables and rules know
 * nothing of.
 *
 * Stemmer objects are made once a thread and live as long as the thread. */
#ifndef WV_TEXT_STEM_H
#define WV_TEXT_STEM_H

#include "base/rc.h"
#include "text/inflect_spell.h"

/* The stem of a folded word; false when the stemmer cannot be had (out of memory). */
bool wv_stem(wv_str folded, wv_form *out);

/* Compares the stemmer with what 2.2 says of about 300 words: snowball 3.0 silently changed what
 * "dutch" means. WV_E_VERSION on a mismatch, and *word (may be NULL) says which. */
wv_rc wv_stem_selftest(const char **word);

/* A hash of what the stemmer says of these words, for whoever keeps what was made with it. False as
 * above. */
bool wv_stem_fingerprint(uint64_t *out);

#endif
