"""fugong (复工): epidemic prevention and work resumption as one job."""

__version__ = "0.1.0"
