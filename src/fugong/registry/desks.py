DESKS = ()
