/* SPDX-License-Identifier: EUPL-1.2 */
/* purpose.c: what a store is for.
 * In: what a command was given. Out: what holds for the store, or why nothing does. Neighbours:
 * ingest, serve, exports. Invariant: once set, never changed here. Cost: two look-ups. */
#include "store/purpose.h"

const char *wv_purpose_basis_text(wv_str basis)
{
#define BASIS(name, word, text)                                                                    \
    if (wv_str_is(basis, word)) return text;
    WV_BASIS_TABLE(BASIS)
#undef BASIS
    return NULL;
}

static wv_rc hint(wv_err *err, wv_rc rc)
{
    wv_err_hint(err, "--purpose TEXT --legal-basis wpg-8|wpg-9|avg, once: the store remembers");
    return rc;
}

static wv_rc hold(wv_str have, wv_str given, const char *what, wv_err *err)
{
    if (given.n == 0 || wv_str_eq(have, given)) return WV_OK;
    wv_err_set(err, WV_E_USAGE, "this store has another %s: '%.*s'", what,
               (int)(have.n < 120 ? have.n : 120), have.p);
    wv_err_hint(err, "what was gathered for one purpose is not used for another: make a new store");
    return WV_E_USAGE;
}

static wv_rc check_given(const wv_purpose *given, wv_err *err)
{
    if (!given->purpose.n || !given->basis.n)
        return hint(err, wv_err_set(err, WV_E_USAGE, "this store has no %s yet",
                                    given->purpose.n ? "legal basis" : "purpose"));
    if (given->purpose.n < WV_PURPOSE_BYTES_MIN || given->purpose.n > WV_PURPOSE_BYTES_MAX)
        return hint(err, wv_err_set(err, WV_E_USAGE, "a purpose has %d to %d bytes",
                                    WV_PURPOSE_BYTES_MIN, WV_PURPOSE_BYTES_MAX));
    if (!wv_purpose_basis_text(given->basis))
        return hint(err, wv_err_set(err, WV_E_USAGE, "no legal basis '%.*s'", (int)given->basis.n,
                                    given->basis.p));
    return WV_OK;
}

static wv_rc bind(wv_store *s, const wv_purpose *given, wv_err *err)
{
    bool own = !wv_db_writes(wv_store_db(s));
    wv_rc rc = check_given(given, err);
    if (rc == WV_OK && own) rc = wv_store_begin(s, err);
    if (rc) return rc;
    rc = wv_store_put(s, "purpose", given->purpose, err);
    if (rc == WV_OK) rc = wv_store_put(s, "legal_basis", given->basis, err);
    if (rc == WV_OK && own) rc = wv_store_commit(s, err);
    if (rc && own) wv_store_rollback(s);
    return rc;
}

wv_rc wv_purpose_require(wv_store *s, const wv_purpose *given, wv_arena *arena, wv_purpose *out,
                         wv_err *err)
{
    wv_rc rc = wv_store_get(s, "purpose", arena, &out->purpose, err);
    if (rc == WV_OK) rc = wv_store_get(s, "legal_basis", arena, &out->basis, err);
    if (rc) return rc;
    if (out->purpose.n == 0 || out->basis.n == 0) {
        *out = *given;
        return bind(s, given, err);
    }
    rc = hold(out->purpose, given->purpose, "purpose", err);
    return rc ? rc : hold(out->basis, given->basis, "legal basis", err);
}
