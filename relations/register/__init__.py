"""The register of agreements: what follows on any day from their events and rules, and why.

Pure: `facts` are given, nothing is queried, and the same facts and day always say the same.
"""
