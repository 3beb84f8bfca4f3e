using System.Globalization;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>The same model gives the same bytes, whatever the host's language.</summary>
public sealed class DeterminismTests
{
    private const string Model =
        """
        using Cnn.Gen;

        [CnnModel(9, 9, 3)]
        [Conv2D(6, 3, Padding = 1, Activation = Activation.LeakyRelu, Alpha = 0.125)]
        [AvgPool2D(2)]
        [Conv2D(5, 3, Activation = Activation.Gelu, Name = "title_IiIi")]
        [Dense(4)]
        [Softmax]
        public partial class Istanbul;
        """;

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void CultureDoesNotMatter(string culture)
    {
        IReadOnlyDictionary<string, string> expected = Under("", Model).Files;
        Assert.Equal(expected, Under(culture, Model).Files);
        Assert.Equal(expected, Under(culture, Model).Files);
        Assert.All(expected.Values, text => Assert.DoesNotContain('\r', text));
    }

    [Fact]
    public void MessagesDoNotDependOnTheCulture()
    {
        const string Wrong = "using Cnn.Gen;\n[CnnModel(9, 9, 3)] [Activate(Activation.Elu, Alpha = 1e300)] [Conv2D(-1000000, 3)] partial class Istanbul;";
        string[] expected = [.. Under("", Wrong).Ours.Select(diagnostic => diagnostic.ToString())];
        Assert.Equal(2, expected.Length);
        Assert.Equal(expected, Under("de-DE", Wrong).Ours.Select(diagnostic => diagnostic.ToString()));
    }

    private static Build Under(string culture, string source)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return new Workbench().Run(source);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
