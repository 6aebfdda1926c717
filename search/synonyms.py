def synonym_groups():
    return []
