"""How alike two pictures are to the eye."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Structural similarity of the brightness, 1 for equal pictures (Wang et al. 2004: Gaussian window of 1.5 px)."""
    a, b = (np.asarray(image.convert("L"), np.float32) for image in (one, other))

    def mean(values: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    mean_a, mean_b = mean(a), mean(b)
    var_a, var_b, both = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2, mean(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    found = (2 * mean_a * mean_b + c1) * (2 * both + c2) / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))
    return float(found.mean())
