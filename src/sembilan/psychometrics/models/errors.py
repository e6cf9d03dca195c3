"""What can be wrong with the numbers handed to psychometrics; one class per broken rule.

They stand on the lowest floor of the package because every floor above raises them or its own kin.
"""


class PsychometricsError(ValueError):
    """A rule of measurement is broken. `code` is stable, `params` are the facts of the message."""

    code = "psychometrics"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.params = params


class ParametersInvalid(PsychometricsError):
    """Item parameters outside their range."""

    code = "psychometrics.parameters_invalid"


class GridInvalid(PsychometricsError):
    """Nodes or weights that make no grid."""

    code = "psychometrics.grid_invalid"


class GridTooCoarse(PsychometricsError):
    """The test is more precise than the distance between two nodes can show; its standard errors would be wrong."""

    code = "psychometrics.grid_too_coarse"


class ShapesDisagree(PsychometricsError):
    """Arrays whose lengths do not belong together."""

    code = "psychometrics.shapes_disagree"


class ResponseOutOfRange(PsychometricsError):
    """A response that is no category of its item and no known code."""

    code = "psychometrics.response_out_of_range"


class OmissionUndecided(PsychometricsError):
    """Omitted answers reached scoring before the form's rule for them was applied."""

    code = "psychometrics.omission_undecided"


class TooFewPersons(PsychometricsError):
    """Fewer persons than the stated least number; a coefficient of so few says nothing."""

    code = "psychometrics.too_few_persons"


class TooFewItems(PsychometricsError):
    """Fewer items than the quantity needs."""

    code = "psychometrics.too_few_items"


class NoVariance(PsychometricsError):
    """Everybody has the same score: reliability is undefined, not zero."""

    code = "psychometrics.no_variance"


class PriorInvalid(PsychometricsError):
    """A joint prior whose correlations are none, or posteriors that were not scored under the prior it starts from."""

    code = "psychometrics.prior_invalid"


class CutTableInvalid(PsychometricsError):
    """A standard-setting table whose cuts do not ascend or whose facts are missing."""

    code = "psychometrics.cut_table_invalid"
