/* SPDX-License-Identifier: EUPL-1.2 */
/* random.h: bytes that nobody can guess: salts, session tokens, keys. The only source of chance in
 * the engine, and never of what a scan writes. Thread-safe. */
#ifndef WV_CRYPTO_RANDOM_H
#define WV_CRYPTO_RANDOM_H

#include "base/err.h"
#include "base/str.h"

/* WV_E_INTERNAL when the system has no source of randomness. */
wv_rc wv_random_bytes(void *out, size_t n, wv_err *err);
/* 2n digits and a NUL. */
void wv_hex(const uint8_t *bytes, size_t n, char *out);
/* Exactly 2n digits of either case; false: they are not. */
bool wv_unhex(wv_str digits, uint8_t *out, size_t n);
/* In a time that does not tell where they differ. */
bool wv_same_secret(const void *a, const void *b, size_t n);

#endif
