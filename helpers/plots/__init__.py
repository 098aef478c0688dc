"""Every figure of the course.

All figures are ten inches wide at 100 dpi, use one colour per class everywhere, and carry a text for those who
cannot see them (`alt`, stored in the notebook's output).
"""

from helpers.plots.base import DPI, WIDTH, draw_boxes, draw_grid, save, show, show_grid
from helpers.plots.budgets import show_budgets
from helpers.plots.fates import FATE_COLOURS, paint_fates, show_fates, show_rungs
from helpers.plots.graph import Arrow, Box, read_levels
from helpers.plots.intervals import show_intervals
from helpers.plots.lines import show_lines
from helpers.plots.maps import show_array, show_feature_maps, show_field, show_heat
from helpers.plots.masks import (
    INVENTED,
    MISSED,
    RIGHT,
    VOID_COLOUR,
    class_legend,
    colour_instances,
    colourise,
    errors,
    overlay,
    show_errors,
    show_samples,
)
from helpers.plots.networks import blank_answers, draw_unet
from helpers.plots.reliability import show_reliability
from helpers.plots.scores import draw_curves, show_bars, show_curves, show_seeds
from helpers.plots.sheets import contact_sheet
from helpers.plots.tables import show_table
from helpers.plots.views import show_arrows, show_rates

__all__ = [
    "DPI",
    "FATE_COLOURS",
    "INVENTED",
    "MISSED",
    "RIGHT",
    "VOID_COLOUR",
    "WIDTH",
    "Arrow",
    "Box",
    "blank_answers",
    "class_legend",
    "colour_instances",
    "colourise",
    "contact_sheet",
    "draw_boxes",
    "draw_curves",
    "draw_grid",
    "draw_unet",
    "errors",
    "overlay",
    "paint_fates",
    "read_levels",
    "save",
    "show",
    "show_array",
    "show_arrows",
    "show_bars",
    "show_budgets",
    "show_curves",
    "show_errors",
    "show_fates",
    "show_feature_maps",
    "show_field",
    "show_grid",
    "show_heat",
    "show_intervals",
    "show_lines",
    "show_rates",
    "show_reliability",
    "show_rungs",
    "show_samples",
    "show_seeds",
    "show_table",
]
