using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Schedules;
using Xunit;
using Buffer = Cnn.Gen.Compiler.Schedules.Buffer;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>How a team shares out the steps of a prediction, and where that puts values.</summary>
public sealed class ShareScheduleTests
{
    private static readonly ModelPlan Shared = Plan(SampleNetworks.All.Single(model => model.ClassName == "Shared").Attributes);

    [Fact]
    public void Blocks_of_fewer_weights_than_activations_go_over_a_members_rows()
    {
        RowShare share = Assert.IsType<RowShare>(Step("Conv2:").Share);
        Assert.Equal((10, 6), (share.Rows, share.Units)); // 13x20 pixels as ten rows of whole tiles.
        Assert.Contains("rows10", Step("Conv2:").Arguments.Select(argument => argument.Text));
    }

    [Fact]
    public void Large_images_of_a_depthwise_convolution_are_shared_out_by_rows_and_small_ones_by_channels()
    {
        RowShare rows = Assert.IsType<RowShare>(Step("DepthwiseConv1:").Share), channels = Assert.IsType<RowShare>(Step("DepthwiseConv3:").Share);
        Assert.Equal((13, 0), (rows.Rows, rows.Lanes));
        Assert.Equal((448, 448 / channels.Lanes), (channels.Rows * channels.Lanes, channels.Rows));
        Assert.All(Step("DepthwiseConv3:").Arguments.Where(argument => argument.Buffer is not null), place => Assert.Equal(channels.Lanes, place.PerRow));
    }

    [Fact]
    public void Sums_are_units_of_rows_and_pools_of_whole_images_units_of_channels()
    {
        Assert.Equal(13, Step("Add1:").UnitsPerImage);
        Assert.True(Step("GlobalAvgPool1:").UnitsPerImage > 1);
    }

    [Theory]
    [InlineData(56, 6, 4)] // 14 bands instead of 10, of which the last is short.
    [InlineData(56, 2, 2)]
    [InlineData(28, 7, 7)]
    [InlineData(28, 28, 28)]
    [InlineData(29, 6, 6)] // No number divides it.
    [InlineData(56, 13, 13)] // 7 is too few.
    public void Bands_are_so_high_that_two_members_have_equally_many(int rows, int most, int expected) =>
        Assert.Equal(expected, ShareSchedule.BandRows(rows, most));

    [Fact]
    public void Middles_of_values_lie_one_above_the_other_and_values_that_live_together_apart()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            Buffer[] values = [.. Enumerable.Range(0, 12).Select(index => new Buffer { Name = $"v{index}", Length = 16 * random.Next(1, 40), PerImage = true })];
            var lives = values.ToDictionary(value => value, value => random.Next(20) is var first ? (first, first + random.Next(1, 4)) : default);
            long size = SharedPlaces.Place(values, lives, dense: 1 << 20);
            foreach (Buffer value in values)
            {
                Assert.InRange(value.Offset, 0, size - value.Length);
                foreach (Buffer other in values.Where(other => other != value))
                {
                    bool apart = value.Offset + value.Length <= other.Offset || other.Offset + other.Length <= value.Offset;
                    bool together = MemoryPlan.Overlap(lives[value], lives[other]);
                    Assert.True(apart || (!together && Middle(value) == Middle(other)), $"round {round}: {value.Name} and {other.Name}");
                }
            }
        }

        static long Middle(Buffer value) => value.Offset + ((value.Length / 2) + 15) / 16 * 16;
    }

    [Fact]
    public void What_would_take_more_than_twice_the_memory_stays_where_it_is()
    {
        Buffer value = new() { Name = "v", Length = 64, PerImage = true, Offset = 32 };
        Assert.Equal(31, SharedPlaces.Place([value], new() { [value] = (0, 1) }, dense: 31));
        Assert.Equal(32, value.Offset);
    }

    private static Step Step(string layer) => Shared.Predict.Steps.Single(step => step.Comment.StartsWith(layer, StringComparison.Ordinal));

    private static ModelPlan Plan(string attributes)
    {
        BoundModel model = ModelBinder.Bind(DefinitionReader.Read(attributes, "Net"));
        Assert.Empty(model.Problems);
        return new ModelScheduler(model, ParameterBlock.Of(model.Network), VectorClass.ForWidth(512)).Schedule();
    }
}
