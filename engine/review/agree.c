/* SPDX-License-Identifier: EUPL-1.2 */
/* agree.c: Cohen's kappa and Gwet's AC1, with bootstrap intervals.
 *
 * In: how often two readers gave which answers. Out: two figures with intervals. Neighbours:
 * page/lead.c. Invariant: the same counts give the same bytes: the draws come from a fixed seed.
 * Cost: draws times cells; a draw takes counts per cell, by its share of what is left. */
#include "review/agree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FROM = 1, TO = WV_AGREE_ANSWERS, EXACT_MAX = 64 };

typedef uint64_t table[WV_AGREE_ANSWERS][WV_AGREE_ANSWERS];

typedef struct shares {
    double n, same, chance_kappa, chance_ac1;
} shares;

static shares shares_of(table t)
{
    double row[WV_AGREE_ANSWERS] = {0}, column[WV_AGREE_ANSWERS] = {0};
    shares s = {0};
    for (int i = FROM; i < TO; i++)
        for (int j = FROM; j < TO; j++) {
            double n = (double)t[i][j];
            s.n += n, row[i] += n, column[j] += n;
            if (i == j) s.same += n;
        }
    if (s.n == 0) return s;
    s.same /= s.n;
    for (int i = FROM; i < TO; i++) {
        double mean = (row[i] + column[i]) / (2 * s.n);
        s.chance_kappa += row[i] / s.n * (column[i] / s.n);
        s.chance_ac1 += mean * (1 - mean);
    }
    s.chance_ac1 /= TO - FROM - 1;
    return s;
}

static bool beyond(double same, double chance, double *out)
{
    if (chance > 1 - 1e-9) return false;
    *out = (same - chance) / (1 - chance);
    return true;
}

/* --- draws --------------------------------------------------------------------------------------
 */

/* splitmix64 */
static double next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* How many of n fall in a cell of share p: exact for few, by the normal curve for many, where the
 * two differ by less than the third decimal of the figures. */
static uint64_t draw(uint64_t n, double p, uint64_t *seed)
{
    uint64_t hits = 0;
    if (n <= EXACT_MAX) {
        for (uint64_t i = 0; i < n; i++) hits += next(seed) < p;
        return hits;
    }
    double u = next(seed), w = next(seed), mean = (double)n * p;
    double z = sqrt(-2 * log(u > 0 ? u : 0x1p-53)) * cos(6.283185307179586 * w);
    double x = mean + z * sqrt(mean * (1 - p));
    return x <= 0 ? 0 : x >= (double)n ? n : (uint64_t)(x + 0.5);
}

static void draw_table(table from, uint64_t n, uint64_t *seed, table out)
{
    uint64_t left = n;
    double share_left = (double)n;
    memset(out, 0, sizeof(table));
    for (int i = FROM; i < TO; i++)
        for (int j = FROM; j < TO; j++) {
            if (from[i][j] == 0 || left == 0) continue;
            double p = (double)from[i][j] / share_left;
            out[i][j] = p >= 1 ? left : draw(left, p, seed);
            left -= out[i][j];
            share_left -= (double)from[i][j];
        }
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void put_interval(wv_agree_figure *f, double *values, int count)
{
    if (!f->known || count == 0) return;
    qsort(values, (size_t)count, sizeof *values, by_value);
    f->low = values[(int)(count * 0.025)];
    f->high = values[(int)(count * 0.975) < count ? (int)(count * 0.975) : count - 1];
}

void wv_agree_work_out(table pairs, wv_agree *out)
{
    double kappas[WV_AGREE_DRAWS], ac1s[WV_AGREE_DRAWS];
    int kappa_count = 0, ac1_count = 0;
    uint64_t seed = 20261123;
    shares s = shares_of(pairs);
    *out = (wv_agree){.pairs = (uint64_t)s.n, .same = (uint64_t)(s.same * s.n + 0.5)};
    if (out->pairs < WV_AGREE_PAIRS_MIN) return;
    out->kappa.known = beyond(s.same, s.chance_kappa, &out->kappa.value);
    out->ac1.known = beyond(s.same, s.chance_ac1, &out->ac1.value);
    for (int i = 0; i < WV_AGREE_DRAWS; i++) {
        table drawn;
        draw_table(pairs, out->pairs, &seed, drawn);
        s = shares_of(drawn);
        kappa_count += beyond(s.same, s.chance_kappa, &kappas[kappa_count]);
        ac1_count += beyond(s.same, s.chance_ac1, &ac1s[ac1_count]);
    }
    put_interval(&out->kappa, kappas, kappa_count);
    put_interval(&out->ac1, ac1s, ac1_count);
}
