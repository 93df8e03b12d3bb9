/* SPDX-License-Identifier: EUPL-1.2 */
/* password.h: passwords as argon2id keeps them: salted, slow on purpose (64 MiB, about 0.1 s).
 *
 * The text that is kept says its own cost, so that a later engine may ask for more. Thread-safe. */
#ifndef WV_CRYPTO_PASSWORD_H
#define WV_CRYPTO_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

enum {
    WV_PASSWORD_KEPT = 128,      /* bytes of the kept text, with its NUL */
    WV_PASSWORD_BYTES_MIN = 12,  /* length is what counts; no rules on signs (NIST 800-63B) */
    WV_PASSWORD_BYTES_MAX = 512, /* so that nobody makes us hash a megabyte */
};

/* WV_E_USAGE: too short or too long; WV_E_NOMEM: 64 MiB could not be had. */
wv_rc wv_password_keep(wv_str password, char out[WV_PASSWORD_KEPT], wv_err *err);
bool wv_password_is(const char *kept, wv_str password);

#endif
