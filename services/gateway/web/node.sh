# For sh, run in this folder: the Node that tools/install brought comes first,
# and the packages of the lock file are there, in build/packages, so that
# nobody who looks through the sources finds them.

built=$PWD/../../../build
if [ -x "$built/toolchain/node_modules/.bin/node" ]; then
    PATH=$built/toolchain/node_modules/.bin:$PATH
fi
command -v npm >/dev/null || {
    echo "Node is missing; tools/install web brings it" >&2
    exit 1
}

# What building needs; with "all", what checking needs, too.
bring_packages() {
    packages=$built/packages
    lock=$(cksum <package-lock.json)
    ln -sfn ../../../build/packages/node_modules node_modules
    case $(cat "$packages/brought" 2>/dev/null) in
    "$lock all" | "$lock ${1:-some}") return 0 ;;
    esac
    mkdir -p "$packages"
    cp package.json package-lock.json "$packages"
    if [ "${1:-some}" = all ]; then kind=--include=dev; else kind=--omit=dev; fi
    npm ci --prefix "$packages" "$kind" --no-audit --no-fund \
        --loglevel error >&2
    echo "$lock ${1:-some}" >"$packages/brought"
}
