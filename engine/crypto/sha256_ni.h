/* SPDX-License-Identifier: EUPL-1.2 */
/* sha256_ni.h: the rounds of SHA-256 by the processor's own instructions, for sha256.c alone. */
#ifndef WV_CRYPTO_SHA256_NI_H
#define WV_CRYPTO_SHA256_NI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this processor has them. */
bool wv_sha256_ni_can(void);
/* Takes whole blocks of 64 bytes into the eight words of a state. Only where the processor can. */
void wv_sha256_ni_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks);

#endif
