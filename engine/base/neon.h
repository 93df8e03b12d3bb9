/* SPDX-License-Identifier: EUPL-1.2 */
/* neon.h: what 64-bit ARM has no instruction for: a bit for each of 64 bytes.
 *
 *   bytes     FF 00 00 FF FF 00 FF 00 ...     what a comparison gave
 *   weights   01 02 04 08 10 20 40 80 ...     and
 *   pairs     01 | 08+10 | 40 ...             added three times: a byte for each eight
 *
 * Headers of AArch64 alone; little-endian, as Debian's arm64 is. No memory; any thread. */
#ifndef WV_BASE_NEON_H
#define WV_BASE_NEON_H

#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WV_NEON 1

#include <arm_neon.h>
#include <stdint.h>

/* Each byte of `of` is 0 or 0xFF; bit k is byte k. */
static inline uint64_t wv_neon_bits(const uint8x16_t of[4])
{
    static const uint8_t WEIGHTS[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weights = vld1q_u8(WEIGHTS);
    uint8x16_t low = vpaddq_u8(vandq_u8(of[0], weights), vandq_u8(of[1], weights));
    uint8x16_t high = vpaddq_u8(vandq_u8(of[2], weights), vandq_u8(of[3], weights));
    uint8x16_t all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}
#else
#define WV_NEON 0
#endif

#endif
