/* SPDX-License-Identifier: EUPL-1.2 */
/* password.c: argon2id by libsodium. In: a password. Out: the text to keep, or whether it fits one.
 * Cost: libsodium's "interactive" limits: what a login may take, and a thief pays for each guess.
 */
#include "crypto/password.h"

#include <sodium.h>

_Static_assert(crypto_pwhash_STRBYTES <= WV_PASSWORD_KEPT, "the kept text must fit");

wv_rc wv_password_keep(wv_str password, char out[WV_PASSWORD_KEPT], wv_err *err)
{
    if (password.n < WV_PASSWORD_BYTES_MIN || password.n > WV_PASSWORD_BYTES_MAX)
        return wv_err_set(err, WV_E_USAGE, "a password has %d to %d bytes", WV_PASSWORD_BYTES_MIN,
                          WV_PASSWORD_BYTES_MAX);
    if (sodium_init() < 0) return wv_err_set(err, WV_E_INTERNAL, "no source of randomness");
    if (crypto_pwhash_str(out, password.p, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}

bool wv_password_is(const char *kept, wv_str password)
{
    if (password.n > WV_PASSWORD_BYTES_MAX || sodium_init() < 0) return false;
    return crypto_pwhash_str_verify(kept, password.p, password.n) == 0;
}
