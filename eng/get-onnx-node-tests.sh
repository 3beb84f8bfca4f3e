#!/usr/bin/env bash
# Unpacks the official ONNX node tests (Debian's libonnx-testdata) into a folder, artifacts/onnx-node-tests where none is given.
set -euo pipefail
folder=$(realpath -m "${1:-$(dirname "$0")/../artifacts/onnx-node-tests}")
[ -d "$folder/node" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q libonnx-testdata || { apt-get update -q && apt-get download -q libonnx-testdata; }
dpkg -x libonnx-testdata_*.deb unpacked
mkdir -p "$folder"
cp -r unpacked/usr/share/libonnx-testdata/data/. "$folder"
echo "$(find "$folder" -name model.onnx | wc -l) tests in $folder"
