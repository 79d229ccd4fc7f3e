"""What can go wrong when somebody asks for a job."""

from medianest.kit.errors import ConflictError, NotFoundError


class NoSuchJobError(NotFoundError):
    """No job has this id."""

    code = "no_such_job"
    title = "There is no such job"


class NoSuchQueueError(NotFoundError):
    """No queue has this name."""

    code = "no_such_queue"
    title = "There is no such queue"


class NoSuchScheduleError(NotFoundError):
    """No schedule has this name."""

    code = "no_such_schedule"
    title = "There is no such schedule"


class JobNotOverError(ConflictError):
    """Only a job that has ended can be retried or dropped."""

    code = "job_not_over"
    title = "That job has not ended yet"


class JobAlreadyWaitingError(ConflictError):
    """Another job does the same already."""

    code = "job_already_waiting"
    title = "The same job is already waiting or running"
