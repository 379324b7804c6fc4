"""Runs of training with Hydra, several at a time with its joblib launcher.

python train.py --multirun hydra/launcher=joblib group=23,71 seed=0,1,2
"""

from typing import Any

import cogring
import hydra


@hydra.main(version_base=None, config_path=".", config_name="config")
def main(config: Any) -> None:
    """One run; the same command again continues what was stopped."""
    directory = f"{config.root}/{config.group}_seed{config.seed}"
    run = cogring.train(config.group, directory, seed=config.seed, width=config.width, epochs=config.epochs)
    print(f"{directory}: test accuracy {run.last.test_accuracy:.3f}")


if __name__ == "__main__":
    main()
