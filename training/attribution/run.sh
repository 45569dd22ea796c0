#!/bin/sh
# Train, export, fit the confidence and evaluate: run.sh DATA WEIGHTS WORK MODEL_FOLDER [GOLD_FOLDER...]
set -eu
data=$1 weights=$2 work=$3 model=$4
shift 4
mkdir -p "$work" "$model"
python -m training.attribution.train "$data" "$weights" "$work" --epochs 4
# The weights of the last two epochs are averaged: better than either of them.
python -m training.attribution.export "$work"/epoch3.pt "$work"/epoch4.pt "$weights" "$model"
python -m training.attribution.confidence "$data/dev.jsonl" "$@" --model "$model" --write
python -m training.attribution.evaluate "$model" "$data/dev.jsonl" "$work/dev.predictions.jsonl"
