"""fugong (复工): epidemic prevention and work resumption as one job."""
