"""What the portal may guess from a text: the group it is about, and who said the same before.

A guess is shown, never acted upon: a person decides. It learns from `Opinion.text` of opinions that
staff have sorted, never from a text as received and never from a restricted case, and it keeps of
them only words that several have said (docs/proposals.md).

    words      what of a text is looked at
    counting   words counted by group, and what they say of a text (complement naive Bayes)
    measuring  how often that is right, each text judged by all others
    learning   the nightly round: reads, counts, measures, replaces the one row
    learnt     what a web process reads of it
    groups     the group proposed for a text
    likeness   published opinions that ask the same, and those that staff may merge
"""
