using System.Collections.Immutable;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Diagnostics;

/// <summary>
/// Every diagnostic, listed once. Messages come complete from where the fault was found; what an id means, with a wrong and a right
/// example, is in <c>docs/diagnostics</c>.
/// </summary>
internal static class DiagnosticCatalog
{
    private const string Category = "Cnn.Gen";

    /// <summary>Layer attributes that no <c>[CnnModel]</c> reads.</summary>
    public static readonly DiagnosticDescriptor StrayLayer = Error("CNN0005", "Layer attribute apart from [CnnModel]");

    /// <summary>No such vector width.</summary>
    public static readonly DiagnosticDescriptor InvalidVectorBits = new(
        "CNN0090", "Invalid CnnGenVectorBits", "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: HelpLink("CNN0090"), customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A fault of the generator.</summary>
    public static readonly DiagnosticDescriptor InternalError = Error("CNN0099", "Internal error of Cnn.Gen");

    private static readonly DiagnosticDescriptor ClassNotPartial = Error("CNN0001", "Model class is not partial");
    private static readonly DiagnosticDescriptor ContainerNotPartial = Error("CNN0002", "Model class stands in a type that is not partial");
    private static readonly DiagnosticDescriptor UnsupportedClass = Error("CNN0003", "This kind of class cannot be a model");
    private static readonly DiagnosticDescriptor NoLayers = Error("CNN0004", "Model without layers");
    private static readonly DiagnosticDescriptor MemberTaken = Error("CNN0006", "Model class declares a member that is generated");
    private static readonly DiagnosticDescriptor ConstructorNotChained = Error("CNN0007", "Model constructor does not call a generated one");
    private static readonly DiagnosticDescriptor NumberOutOfRange = Error("CNN0010", "Number out of range");
    private static readonly DiagnosticDescriptor WindowTooLarge = Error("CNN0011", "Window larger than the padded input");
    private static readonly DiagnosticDescriptor GroupsDoNotDivide = Error("CNN0012", "Numbers do not divide or fit the channels");
    private static readonly DiagnosticDescriptor PaddingBesideMode = Error("CNN0013", "Padding beside a padding mode that settles it");
    private static readonly DiagnosticDescriptor WindowInPadding = Error("CNN0014", "Pooling window can lie wholly in the padding");
    private static readonly DiagnosticDescriptor NotASignal = Error("CNN0015", "Layer over signals reads an image");
    private static readonly DiagnosticDescriptor UnknownChoice = Error("CNN0016", "Unknown enumeration value");
    private static readonly DiagnosticDescriptor RealOutOfRange = Error("CNN0017", "Real number out of range");
    private static readonly DiagnosticDescriptor InvalidName = Error("CNN0020", "Invalid layer name");
    private static readonly DiagnosticDescriptor DuplicateName = Error("CNN0021", "Duplicate layer name");
    private static readonly DiagnosticDescriptor UnknownLayer = Error("CNN0022", "No such layer above");
    private static readonly DiagnosticDescriptor ShapesDoNotFit = Error("CNN0023", "Shapes do not fit together");
    private static readonly DiagnosticDescriptor Unsupported = Error("CNN0024", "Unsupported combination");
    private static readonly DiagnosticDescriptor TooLarge = Error("CNN0025", "Model too large");

    private static readonly DiagnosticDescriptor UnusedLayer = new(
        "CNN0026", "Layer is never read", "{0}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpLink("CNN0026"));

    private static readonly DiagnosticDescriptor MalformedTuning = Tuning(TuningProblem.Malformed, "Line of a tuning file cannot be read", DiagnosticSeverity.Warning);
    private static readonly DiagnosticDescriptor StaleTuning = Tuning(TuningProblem.Stale, "Tuned layer has changed since", DiagnosticSeverity.Warning);
    private static readonly DiagnosticDescriptor UnknownTuning = Tuning(TuningProblem.Unknown, "Tuning of what does not exist", DiagnosticSeverity.Warning);
    private static readonly DiagnosticDescriptor OverriddenTuning = Tuning(TuningProblem.Overridden, "Attribute overrides a tuning file", DiagnosticSeverity.Info);

    /// <summary>All diagnostics, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        ClassNotPartial, ContainerNotPartial, UnsupportedClass, NoLayers, StrayLayer, MemberTaken, ConstructorNotChained,
        NumberOutOfRange, WindowTooLarge, GroupsDoNotDivide, PaddingBesideMode, WindowInPadding, NotASignal, UnknownChoice, RealOutOfRange,
        InvalidName, DuplicateName, UnknownLayer, ShapesDoNotFit, Unsupported, TooLarge, UnusedLayer,
        MalformedTuning, StaleTuning, UnknownTuning, OverriddenTuning,
        InvalidVectorBits, InternalError,
    ];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = All.ToImmutableDictionary(static descriptor => descriptor.Id);

    /// <summary>The descriptor of a problem's id; the internal error for one that is not listed.</summary>
    public static DiagnosticDescriptor Of(string id) => ById.TryGetValue(id, out DiagnosticDescriptor? descriptor) ? descriptor : InternalError;

    private static DiagnosticDescriptor Error(string id, string title) =>
        new(id, title, "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink(id));

    private static DiagnosticDescriptor Tuning(string id, string title, DiagnosticSeverity severity) =>
        new(id, title, "{0}", Category, severity, isEnabledByDefault: true, helpLinkUri: HelpLink(id), customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A page of this repository, which the package holds too; the project has no public address yet.</summary>
    private static string HelpLink(string id) => $"docs/diagnostics/{id}.md";
}
