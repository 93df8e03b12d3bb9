# SPDX-License-Identifier: EUPL-1.2
# samples.sh: sourced by the system tests of convert, behind claim.sh and with $samples: samples and their golden files.
# Samples are what stands beside a .ndjson of the same name (or will, with RENEW=1).
sample_of() { # sample_of GOLDEN
    for f in "${1%.ndjson}".*; do
        case $f in *.ndjson | *.stderr | *.dead | *.args | *.yaml) ;; *) echo "$f" ;; esac
    done
}
convert_one() { # convert_one FORMAT FILE OUT: records in OUT, dead letters in OUT.dead.ndjson, the rest in OUT.err
    local dir=${2%/*} base=${2##*/} args=
    [ -f "${2%.*}.args" ] && args=$(cat "${2%.*}.args")
    rm -f "$3" "$3.dead.ndjson"
    (cd "$dir" && eval "\"$wv\" convert --from $1 $args -o \"$3\" \"$base\"") 2>"$3.err"
    echo "exit $?" >>"$3.err"
    sed -i '/what is no record is kept in/d' "$3.err"
    touch "$3" "$3.dead.ndjson"
}
renew() { # renew FORMAT
    for f in "$samples/$1"/*; do
        case $f in *.ndjson | *.stderr | *.dead | *.args | *.yaml) continue ;; esac
        convert_one "$1" "$f" "$work/out"
        cp "$work/out" "${f%.*}.ndjson"
        cp "$work/out.err" "${f%.*}.stderr"
        rm -f "${f%.*}.dead"
        [ -s "$work/out.dead.ndjson" ] && cp "$work/out.dead.ndjson" "${f%.*}.dead"
    done
}
golden() { # golden FORMAT
    local count=0 f n
    for n in "$samples/$1"/*.ndjson; do
        f=$(sample_of "$n")
        convert_one "$1" "$f" "$work/out"
        cmp -s "$work/out" "$n" || { echo "$f: other records"; diff "$work/out" "$n" | head -4; return 1; }
        diff "$work/out.err" "${n%.ndjson}.stderr" || { echo "$f: other words on stderr"; return 1; }
        if [ -f "${n%.ndjson}.dead" ]; then
            cmp -s "$work/out.dead.ndjson" "${n%.ndjson}.dead" || { echo "$f: other dead letters"; return 1; }
        else
            [ ! -s "$work/out.dead.ndjson" ] || { echo "$f: dead letters that nobody expects"; return 1; }
        fi
        count=$((count + 1))
    done
    [ "$count" -ge "${2:-12}" ] || { echo "$1 has only $count samples"; return 1; }
}
