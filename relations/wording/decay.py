"""Words that may be wrong some day without anybody changing them, in English and in Spanish."""

import re

_NUMBER = r"(?:\d+|[a-zñáéíóú]+)"
_DECAYING = {
    "en": (
        r"currently|at present|presently|nowadays|these days|recently|lately|right now",
        r"today(?!['’]s)|to date|so far|up to now|until now|as of (?:now|today|this writing)",
        r"(?:this|(?<!the )last|(?<!the )next|the coming|the past) (?:year|month|week|summer|"
        r"fall|winter|spring)",
        rf"(?:for|over|in|during) the (?:last|past|next|coming) {_NUMBER} "
        r"(?:years?|months?|weeks?|decades?)",
        r"in recent (?:years|months|weeks|decades)",
        r"latest (?:\w+ )?available|most recent(?: \w+)? available",
        r"(?:incoming|outgoing|upcoming|forthcoming) \w+",
        r"(?:is|are) about to \w+",
        r"will (?:soon )?(?:celebrate|mark|commemorate|host|hold|begin|start|launch|open|join|"
        r"meet|convene|sign|chair|take place|be (?:held|signed|launched|opened))",
        r"soon",
    ),
    "es": (
        r"actualmente|en la actualidad|hoy en día|hoy por hoy|(?<!hasta )hoy",
        r"al presente|por ahora|en estos días",
        r"recientemente|últimamente|próximamente|en breve|ahora",
        r"hasta (?:la fecha|ahora|hoy|el momento)|a la fecha",
        r"(?:este|el próximo|el presente) (?:año|mes|verano|otoño|invierno)|el año (?:pasado|"
        r"próximo|entrante)|el mes (?:pasado|próximo)",
        rf"(?:en|durante|por) los (?:últimos|próximos|pasados) {_NUMBER} "
        r"(?:años|meses|días)|en la última década",
        r"en (?:años|meses) recientes|en los últimos (?:años|meses)",
        r"últimos datos(?: \w+)? disponibles|(?:datos|cifras) más recientes",
        r"\w+ (?:entrante|saliente)|próxim[oa]s? (?:cumbre|reunión|presidente|presidenta)",
        r"(?:est[áa]n?) por \w+r",
        r"(?:celebrará|conmemorará|cumplirá|inaugurará|albergará|firmará|presidirá|comenzará|"
        r"iniciará|pondrá en marcha|tendrá lugar)n?",
    ),
}
DECAYING_WORDS = {
    language: re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
    for language, patterns in _DECAYING.items()
}
# Words for the direction in which a figure went: wrong once it goes in another.
TREND_WORDS = {
    "en": re.compile(
        r"\b(?:rose|risen|rises?|rising|grew|grown|grows?|growing|growth|increas\w+|climbed|jumped|"
        r"gain(?:ed|s)?|f[ae]ll(?:s|en|ing)?|drop(?:ped|s)?|declin\w+|decreas\w+|shr[aiu]nk|lost|"
        r"up|down|more|less|fewer|higher|lower|highest|lowest|greater|exceed(?:s|ed)|"
        r"(?:sur)?passed|doubled|tripled|halved|record|peak(?:ed)?|still|unchanged|only|already)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:subi\w+|sube[n]?|aument\w+|creci\w+|crece[n]?|increment\w+|alza|baj(?:ó|aron|a|an)|"
        r"disminuy\w+|disminuci\w+|ca(?:yó|yeron|ída|e|en)|descend\w+|descenso|reduj\w+|reduc\w+|"
        r"perdi\w+|más|menos|mayor(?:es)?|menor(?:es)?|super(?:ó|aron|a|an|ior|ior a)|rebas\w+|"
        r"duplic\w+|triplic\w+|récord|máximo|mínimo|todavía|aún|(?<!por sí )solo|ya|sin cambio)\b",
        re.IGNORECASE,
    ),
}
