/* SPDX-License-Identifier: EUPL-1.2 */
/* codes.h: the number of every complaint about a rule pack, from one table. Numbers are never
 * reused and never change meaning: rule authors search for them. Level is the caller's: E012 is an
 * error, W080 a warning.
 *
 *   1-19 files and YAML   20-59 shape of a document   60-79 references between documents   80-99
 * lint (warnings) 100-139 term patterns   140-159 conditions and selections   160-169 regexes
 * 170-189 scope triggers 190-239 correlations   240-259 lock and overlays
 *
 * X(name, number, what it is about) */
#ifndef WV_PACK_CODES_H
#define WV_PACK_CODES_H

#define WV_CODE_TABLE(X)                                                                           \
    X(FILE_READ, 1, "a file of the pack cannot be read")                                           \
    X(FILE_SIZE, 2, "a file, or the pack, is larger than its limit")                               \
    X(FILE_UTF8, 3, "a file is not valid UTF-8")                                                   \
    X(FILE_CONTROL, 4, "a control character stands in a file")                                     \
    X(YAML_SYNTAX, 5, "the YAML cannot be read")                                                   \
    X(YAML_ANCHOR, 6, "an anchor")                                                                 \
    X(YAML_ALIAS, 7, "an alias")                                                                   \
    X(YAML_TAG, 8, "a tag")                                                                        \
    X(YAML_DIRECTIVE, 9, "a directive")                                                            \
    X(YAML_KEY_TWICE, 10, "a key stands twice in one map")                                         \
    X(YAML_ESCAPE, 11, "a control character made by a double-quoted backslash")                    \
    X(YAML_DEPTH, 12, "nested deeper than the limit")                                              \
    X(YAML_KEY, 13, "a key that is no plain word")                                                 \
    X(FILE_MISSING, 14, "a file that every pack has is not there")                                 \
    X(FILE_NAME, 15, "a name in the pack's folder that cannot be used")                            \
    X(KEY_UNKNOWN, 20, "a key that this kind of document does not have")                           \
    X(KEY_MISSING, 21, "a key that must be there is not")                                          \
    X(TYPE, 22, "a value of the wrong type")                                                       \
    X(VALUE, 23, "a value that is none of those allowed")                                          \
    X(DOCUMENT_KIND, 24, "a document of which the kind cannot be told")                            \
    X(NAME_FORM, 25, "a name of the wrong form")                                                   \
    X(UUID, 26, "an id that is no UUID")                                                           \
    X(DATE, 27, "a date that is none")                                                             \
    X(EMPTY, 28, "an empty list or text where something must stand")                               \
    X(FIELD_UNKNOWN, 29, "a field that no record has")                                             \
    X(MODIFIER, 30, "a modifier that is unknown or does not fit its field")                        \
    X(NEEDS, 31, "`needs:` without a regex beside it")                                             \
    X(RANGE, 32, "a number or version outside its range")                                          \
    X(BOTH_KEYS, 33, "two keys that exclude each other")                                           \
    X(DETECTION, 34, "a detection that cannot work as written")                                    \
    X(LIMIT, 35, "more of something than the limit")                                               \
    X(TEST_SPAN, 36, "a test's span that does not stand in its text")                              \
    X(ENGINE, 37, "the pack asks for another engine")                                              \
    X(STEMMER, 38, "the pack asks for another stemmer")                                            \
    X(NAME_TWICE, 60, "a name that is used twice")                                                 \
    X(ID_TWICE, 61, "an id that is used twice")                                                    \
    X(SIGNAL_UNKNOWN, 62, "a signal or pattern that signals.yaml does not have")                   \
    X(REFERENCE_UNKNOWN, 63, "<name> of no list, macro or slot")                                   \
    X(REFERENCE_CYCLE, 64, "a list or macro that refers to itself")                                \
    X(FORBIDDEN_FEATURE, 65,                                                                       \
      "a forbidden feature: origin, nationality, religion, name, language, residence")             \
    X(RULE_NO_TESTS, 80, "a rule without tests")                                                   \
    X(RULE_FEW_TESTS, 81, "a rule with too few tests")                                             \
    X(RULE_NO_RESPONSE, 82, "a rule without a response")                                           \
    X(RULE_REGISTERS, 83, "a rule of which the tests miss a register")                             \
    X(UNUSED, 84, "a list, macro or slot that nothing uses")                                       \
    X(REGEX_NO_NEEDS, 85, "a regex without needs: it is run on every text")                        \
    X(WORD_UNKNOWN, 86, "a word that the analyser does not know")                                  \
    X(TEST_TWICE, 87, "the same test text twice")                                                  \
    X(SELECTION_UNUSED, 88, "a selection that the condition does not name")                        \
    X(SIGNAL_NO_RULE, 89, "a signal without a rule")                                               \
    X(DATE_MISSING, 90, "a rule without a date, so that its version is not known")                 \
    X(TERM_TWICE, 91, "a term that stands twice in one list")                                      \
    X(RULE_NO_ID, 92, "a rule without an id: the lock cannot follow it")                           \
    X(RULE_VOICE, 93, "a voice that the rule's signal is not told by")                             \
    X(NEVER, 94, "something that can never match")                                                 \
    X(SHADOWED, 95, "a rule that is only found where another is")                                  \
    X(DUPLICATE, 96, "a rule that finds the same as another")                                      \
    X(UNBOUNDED, 97, "a regex of which the cost grows faster than the text")                       \
    X(PATTERN_SYNTAX, 100, "a term pattern that cannot be read")                                   \
    X(CONDITION_SYNTAX, 140, "a condition that cannot be read")                                    \
    X(CONDITION_NAME, 141, "a condition that names no selection")                                  \
    X(REGEX_SYNTAX, 160, "a regex that PCRE2 refuses")                                             \
    X(SCOPE_SYNTAX, 170, "a scope trigger that cannot be used")                                    \
    X(CORRELATION_SYNTAX, 190, "a correlation that cannot be used")                                \
    X(LOCK_MISSING, 240, "a pack without a lock")                                                  \
    X(LOCK_CHANGED, 241, "a rule that is not as the lock says")                                    \
    X(LOCK_SYNTAX, 242, "a lock that cannot be read")                                              \
    X(LOCK_ID, 243, "an id that was another rule's, or a rule that got another id")                \
    X(LOCK_DATE, 244, "a rule that changed while its date did not")                                \
    X(OVERLAY_MISSING, 250, "an overlay without overlay.yaml")                                     \
    X(OVERLAY_BASE, 251, "an overlay made for another pack, or another version of it")             \
    X(OVERLAY_TARGET, 252, "an overlay that touches what the pack does not have")                  \
    X(OVERLAY_CHANGE, 253, "a change of an overlay that cannot be used")                           \
    X(OVERLAY_EXPIRED, 254, "a change of an overlay that had to be looked at again by now")        \
    X(OVERLAY_LOSS, 255, "a true signal that an overlay loses without arguing it")                 \
    X(OVERLAY_NO_LOSS, 256, "a loss that an overlay argues and that does not happen")              \
    X(OVERLAY_UNSAID, 257, "a document of an overlay that no change names")

typedef enum wv_code {
#define WV_CODE_ENUM(name, number, text) WV_CODE_##name = number,
    WV_CODE_TABLE(WV_CODE_ENUM)
#undef WV_CODE_ENUM
} wv_code;

#endif
